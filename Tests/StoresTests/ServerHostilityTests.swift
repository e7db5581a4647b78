import Dispatch
import Glibc
import Testing

@testable import Stores
@testable import Support

/// What a server or network may do to a connection that no test of its own accord would think of.
@Suite struct ServerHostilityTests {
  struct Answer: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    init(_ name: String, _ bytes: [UInt8]) { (testDescription, self.bytes) = (name, bytes) }
  }

  private static let columns = WireMessage.columns([("a", 25), ("b", 25)]).encoded

  @Test(arguments: [
    Answer("random bytes", (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7919 >> 3) }),
    Answer("text", Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)),
    Answer("half a message", Array(columns.prefix(11))),
    Answer("a message of length 0", [UInt8(ascii: "T"), 0, 0, 0, 0]),
    Answer("a message of negative length", [UInt8(ascii: "D"), 255, 255, 255, 0, 1, 2]),
    Answer("a row of 2 GB", columns + [UInt8(ascii: "D"), 127, 255, 255, 240, 0, 2]),
    Answer("a value longer than its row", columns + WireMessage("D", [0, 2, 0, 0, 1, 0, 65, 65]).encoded),
    Answer("columns beyond counting", WireMessage("T", [127, 255, 65, 0]).encoded),
    Answer("an error without end", WireMessage("E", Array("SERROR".utf8)).encoded),
    Answer("a row, then nothing", columns + WireMessage.row(["1", nil]).encoded),
    Answer("a copy nobody asked for", WireMessage("G", [0, 0, 0]).encoded),
    Answer("nothing", []),
  ])
  func nonsenseIsAFailureAndNoCrash(_ answer: Answer) throws {
    let server = try HostileServer(answer.bytes)
    defer { server.stop() }
    for format in [ServerFormat.text, .binary, .automatic] {
      let connection = try ServerConnection(ServerAddress(server.url))
      #expect(throws: (any Error).self) {
        try connection.run("select 1", format: format) { row in
          for column in 0..<3 { _ = row.value(column) }
          return true
        }
      }
      #expect(throws: (any Error).self) { try connection.script("select 1") }
    }
    #expect(throws: (any Error).self) {
      try ServerConnection(ServerAddress(server.url)).copyIn("copy t from stdin") { sink in
        for number in 0..<100_000 {
          sink.append(Int64(number))
          try sink.endRow()
        }
      }
    }
  }

  @Test func nonsenseAtLoginIsARefusal() throws {
    let server = try HostileServer(polite: 0, Array("garbage garbage garbage garbage".utf8))
    defer { server.stop() }
    #expect(throws: ServerFailure.self) { try ServerConnection(ServerAddress(server.url)) }
  }

  @Test(arguments: ["ssl-db.example", "certificate", "db"])
  func namesOfHostsSayNothingAboutTrust(_ host: String) {
    let words = "connection to server at \"\(host)\" (10.0.0.1), port 5432 failed: Connection refused"
    #expect(ServerFailure(refused: words, needsPassword: false).faultClass(.nothingFinal) == .reconnect)
  }
}

/// The same against a real server.
@Suite(.enabled(if: DatabaseServer.isAvailable)) struct ServerExtremeTests {
  @Test func rowsAsWideAsTheServerMakesThem() throws {
    let connection = try ServerFixture.connection()
    let columns = (1...1600).map { "\($0)::int8 as c\($0)" }.joined(separator: ", ")
    for format in [ServerFormat.text, .binary, .automatic] {
      let rows = try connection.rows("select \(columns)", format: format)
      #expect(rows == [(1...1600).map { .int($0) }])
    }
    let tooMany = try connection.failure("select " + (1...1700).map { "\($0)" }.joined(separator: ","))
    #expect(tooMany?.sqlState == "54011")
    #expect(try connection.rows("select 1") == [[.int(1)]])
  }

  @Test func valuesAsLargeAsMemory() throws {
    let connection = try ServerFixture.connection()
    try connection.script("create table t (s text)")
    let length = 30_000_000
    try connection.copyIn("copy t from stdin (format binary)") { sink in
      let encoder = CopyBinaryEncoder(sink: sink)
      encoder.begin()
      encoder.row(columns: 1)
      encoder.text(String(repeating: "x", count: length))
      try encoder.endRow()
      encoder.end()
    }
    var found = 0
    try connection.run("select s from t", format: .binary) { row in
      found = row.bytes(0).count
      return true
    }
    #expect(found == length)
  }

  /// The first byte of what waits in the socket says nothing when a message is cut there.
  @Test func remarksDuringACopyAreNoRefusal() throws {
    let connection = try ServerFixture.connection()
    try connection.script(
      """
      create table t (i int8);
      create function loud() returns trigger language plpgsql as
        $$ begin raise warning '%', repeat('E', 3000); return new; end $$;
      create trigger loud before insert on t for each row execute function loud()
      """)
    let count = try connection.copyIn("copy t from stdin") { sink in
      var encoder = CopyTextEncoder(sink: sink)
      for number in 0..<1000 {
        encoder.row()
        encoder.int(Int64(number))
        try encoder.endRow()
        if number % 20 == 0 { try sink.flush() }
      }
    }
    #expect(count == 1000)
  }

  @Test(arguments: [false, true])
  func resetInTheMiddleOfRowsIsNoEnd(_ overTCP: Bool) throws {
    let server = try DatabaseServer.shared()
    let proxy = try FaultProxy(before: server.place, overTCP: overTCP)
    for format in [ServerFormat.text, .binary, .automatic] {
      let connection = try ServerConnection(ServerAddress(proxy.url(for: server.database())))
      var count = 0
      do {
        try connection.run("select generate_series(1, 1000000)", format: format) { _ in
          count += 1
          if count == 1000 { proxy.cutAll() }
          return true
        }
        Issue.record("a cut result passed for a whole one")
      } catch let failure as ServerFailure {
        #expect(failure.connectionLost)
        #expect(count < 1_000_000)
      }
    }
  }

  @Test func connectionsLeaveNoDescriptors() throws {
    let url = try DatabaseServer.shared().database()
    let address = try ServerAddress(url)
    func descriptors() -> Int {
      guard let folder = opendir("/proc/self/fd") else { return 0 }
      defer { closedir(folder) }
      var count = 0
      while readdir(folder) != nil { count += 1 }
      return count
    }
    let before = descriptors()
    for round in 0..<150 {
      let connection = try ServerConnection(address)
      if round % 10 == 0 {
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.002) { connection.interrupt() }
        _ = try? connection.script("select pg_sleep(0.01)")
      }
      #expect(throws: (any Error).self) { try ServerConnection(ServerAddress("\(url)_missing")) }
    }
    // Other tests of this process open some, too.
    #expect(descriptors() - before < 120)
  }

  /// A request to cancel that comes late must not stop the next statement.
  @Test func interruptsHitOnlyWhatRuns() throws {
    let connection = try ServerFixture.connection()
    let queue = DispatchQueue(label: "test.race")
    var interrupted = 0
    for round in 0..<60 {
      let fired = DispatchSemaphore(value: 0)
      queue.asyncAfter(deadline: .now() + .microseconds(round % 30 * 100)) {
        connection.interrupt()
        fired.signal()
      }
      do {
        try connection.script("select pg_sleep(0.0015)")
      } catch let error as StoreError {
        #expect(error == .interrupted)
        interrupted += 1
      }
      // One that comes while nothing runs is for nobody.
      fired.wait()
      #expect(try connection.rows("select 1") == [[.int(1)]])
    }
    #expect(interrupted > 5)
    #expect(!connection.isLost)
  }
}
