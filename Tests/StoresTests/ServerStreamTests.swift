import Glibc
import Support
import Testing

@testable import Stores

/// Streaming, stopping, kept statements and COPY on a real server.
@Suite(.enabled(if: DatabaseServer.isAvailable)) struct ServerStreamTests {
  private let endless = "select generate_series(1, 1000000000), repeat('x', 100)"

  @Test func stopsEarlyAndGoesOn() throws {
    let connection = try ServerFixture.connection()
    for format in [ServerFormat.binary, .text, .automatic] {
      var seen = 0
      let spent = try ContinuousClock().measure {
        try connection.run(endless, format: format) { _ in
          seen += 1
          return seen < 3
        }
      }
      #expect(seen == 3)
      #expect(spent < .seconds(5))
      #expect(try connection.rows("select 1") == [[.int(1)]])
    }
  }

  @Test func stoppingInsideATransactionKeepsIt() throws {
    let connection = try ServerFixture.connection()
    try connection.script("begin; create table t (i int)")
    try connection.run("select generate_series(1, 100000)") { _ in false }
    #expect(connection.transactionStatus == .open)
    try connection.run("commit", format: .text)
    #expect(try connection.rows("select count(*) from t") == [[.int(0)]])
  }

  @Test func errorOfTheCallerComesBack() throws {
    struct Mine: Error {}
    let connection = try ServerFixture.connection()
    #expect(throws: Mine.self) { try connection.run(endless) { _ in throw Mine() } }
    #expect(try connection.rows("select 1") == [[.int(1)]])
  }

  @Test func statementInsideACallbackTakesTheOtherRowsInFirst() throws {
    let connection = try ServerFixture.connection()
    var seen: [Int64] = []
    try connection.run("select g from generate_series(1, 300) g") { row in
      seen.append(row.int(0))
      if seen.count == 2 { try connection.run("select 2") }
      return true
    }
    #expect(seen == (1...300).map { $0 })
    #expect(try connection.rows("select 1") == [[.int(1)]])
  }

  @Test func resultIsNotHeld() throws {
    let connection = try ServerFixture.connection()
    let before = residentBytes()
    var count = 0
    try connection.run("select repeat('x', 1000) from generate_series(1, 200000)", format: .binary) { row in
      count += 1
      return !row.isNull(0)
    }
    #expect(count == 200_000)
    #expect(residentBytes() - before < 50_000_000)
  }

  private func residentBytes() -> Int {
    let fields = (try? Files.readText("/proc/self/statm"))?.split(separator: " ") ?? []
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
  }

  @Test func keptStatementsAreFewAndSurviveChanges() throws {
    let connection = try ServerFixture.connection()
    for number in 0..<100 { #expect(try connection.rows("select \(number)") == [[.int(Int64(number))]]) }
    #expect(connection.statements.count == 64)
    guard
      case .int(let kept)? = try connection.rows("select count(*) from pg_prepared_statements").first?.first
    else { return #expect(Bool(false)) }
    #expect(kept <= 66)
    try connection.script("create table t (i int); insert into t values (1)")
    #expect(try connection.rows("select * from t") == [[.int(1)]])
    try connection.script("alter table t add s text default 'a'")
    #expect(try connection.rows("select * from t") == [[.int(1), .text("a")]])
    try connection.script("alter table t drop s; alter table t add a int[] default '{1}'")
    #expect(try connection.rows("select * from t") == [[.int(1), .text("{1}")]])
    try connection.run("discard all", format: .text)
    #expect(try connection.rows("select * from t") == [[.int(1), .text("{1}")]])
  }

  @Test func copiesBinary() throws {
    let connection = try ServerFixture.connection()
    try connection.script("create table t (i int8, f float8, b bool, s text, d bytea, v vector(3))")
    let count = try connection.copyIn("copy t from stdin (format binary)") { sink in
      let encoder = CopyBinaryEncoder(sink: sink)
      encoder.begin()
      for number in 0..<50_000 {
        encoder.row(columns: 6)
        encoder.int(Int64(number))
        encoder.float(Double(number) / 4)
        encoder.bool(number % 2 == 0)
        number % 3 == 0 ? encoder.null() : encoder.text("表\(number)")
        [UInt8(number & 255)].withUnsafeBytes { encoder.bytes($0) }
        [Float(number), 0.5, -1].withUnsafeBufferPointer { encoder.vector($0) }
        try encoder.endRow()
      }
      encoder.end()
    }
    #expect(count == 50_000)
    #expect(
      try connection.rows("select * from t where i in (3, 40000) order by i") == [
        [.int(3), .float(0.75), .bool(false), .null, .blob([3]), .vector([3, 0.5, -1])],
        [
          .int(40_000), .float(10_000), .bool(true), .text("表40000"), .blob([64]),
          .vector([40_000, 0.5, -1]),
        ],
      ])
  }

  @Test func copiesText() throws {
    let connection = try ServerFixture.connection()
    try connection.script("create table t (i int8, f float8, b bool, s text, d bytea, v vector(2))")
    let texts = ["", "\\N", "\\.", "a\tb\nc\r\u{8}\u{B}\u{C}\\", "表"]
    try connection.copyIn("copy t from stdin") { sink in
      var encoder = CopyTextEncoder(sink: sink)
      for (number, text) in texts.enumerated() {
        encoder.row()
        encoder.int(Int64(number))
        encoder.float(0.1)
        encoder.null()
        encoder.text(text)
        [UInt8(0), 92].withUnsafeBytes { encoder.bytes($0) }
        [Float(0.1), 1e-20].withUnsafeBufferPointer { encoder.vector($0) }
        try encoder.endRow()
      }
    }
    #expect(
      try connection.rows("select * from t order by i")
        == texts.enumerated().map {
          [.int(Int64($0)), .float(0.1), .null, .text($1), .blob([0, 92]), .vector([0.1, 1e-20])]
        })
  }

  @Test func copyThatFailsStoresNothing() throws {
    struct Mine: Error {}
    let connection = try ServerFixture.connection()
    try connection.script("create table t (i int8 primary key)")
    #expect(throws: Mine.self) {
      try connection.copyIn("copy t from stdin") { sink in
        var encoder = CopyTextEncoder(sink: sink)
        for number in 0..<200_000 {
          encoder.row()
          encoder.int(Int64(number))
          try encoder.endRow()
        }
        throw Mine()
      }
    }
    #expect(throws: (any Error).self) { try connection.copyIn("copy nothing from stdin") { _ in } }
    #expect(throws: StoreError.unsupported("a copy by a statement other than COPY … FROM STDIN")) {
      try connection.copyIn("select 1") { _ in }
    }
    #expect(throws: StoreError.unsupported("COPY in a plain statement")) {
      try connection.script("copy t from stdin")
    }
    #expect(throws: StoreError.unsupported("COPY in a plain statement")) {
      try connection.script("copy (select generate_series(1, 1000000)) to stdout")
    }
    #expect(try connection.rows("select count(*) from t") == [[.int(0)]])
  }

  @Test func refusalInTheMiddleOfACopyIsNoticedEarly() throws {
    let connection = try ServerFixture.connection()
    try connection.script("create table t (i int8 primary key)")
    var sent = 0
    do {
      try connection.copyIn("copy t from stdin") { sink in
        var encoder = CopyTextEncoder(sink: sink)
        for number in 0..<20_000_000 {
          sent = number
          encoder.row()
          number == 10 ? encoder.text("no number") : encoder.int(Int64(number))
          try encoder.endRow()
        }
      }
      Issue.record("taken")
    } catch let failure as ServerFailure {
      #expect(failure.sqlState == "22P02")
    }
    #expect(sent < 5_000_000)
    #expect(try connection.rows("select count(*) from t") == [[.int(0)]])
  }
}
