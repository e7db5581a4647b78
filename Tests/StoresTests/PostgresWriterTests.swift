import Support
import Testing

@testable import Stores

/// The fast ways of writing against the plain one: SQLite's writer, row by row.
@Suite("Writing many rows to PostgreSQL", .enabled(if: DatabaseServer.isAvailable))
struct PostgresWriterTests {
  static let columns = [
    ColumnDescription(name: "k", type: .int), ColumnDescription(name: "s", type: .text),
    ColumnDescription(name: "f", type: .float), ColumnDescription(name: "v", type: .vector(dimension: 3)),
  ]

  struct Outcome: Equatable {
    var counts: [WriteCounts] = []
    var refusals: [Int] = []
    var rows: [[SQLValue]] = []
  }

  /// Writes rows in flushes of some size, going on after a refused row as `load` stops there.
  private func write(
    _ rows: [[SQLValue]], _ action: WritePlan.Action, flush: Int, to store: any Store
  ) throws -> Outcome {
    var outcome = Outcome()
    let order: [ColumnDescription] =
      action == .update ? Array(Self.columns.dropFirst()) + [Self.columns[0]] : Self.columns
    let plan = WritePlan(table: "t", columns: order, key: ["k"], action: action)
    for start in stride(from: 0, to: rows.count, by: flush) {
      try store.transaction {
        let writer = try store.writer(plan)
        defer { writer.finish() }
        do {
          for row in rows[start..<min(start + flush, rows.count)] {
            let values = action == .update ? Array(row.dropFirst()) + [row[0]] : row
            for (at, value) in values.enumerated() { try writer.bind(at + 1, value) }
            try writer.endRow()
          }
          outcome.counts.append(try writer.flush())
        } catch let refusal as RowRefusal {
          outcome.refusals.append(start + refusal.row)
          outcome.counts.append(try writer.flush())
        }
      }
    }
    outcome.rows = try store.allRows("SELECT k, s, f, v FROM t ORDER BY k")
    return outcome
  }

  private func table(_ store: any Store, check: Bool) throws {
    let rule = check ? ", CHECK (s <> 'bad')" : ""
    let definition = TableDefinition(name: "t", columns: Self.columns, key: ["k"])
    let sql = store.dialect.createTable(definition)
    try store.execute(String(sql.dropLast()) + rule + ")", [])
    let insert = store.dialect.insert(into: "t", columns: ["k", "s"])
    for key in stride(from: 0, to: 40, by: 3) {
      try store.execute(insert, [.int(Int64(key)), .text("old")])
    }
  }

  private static let actions: [WritePlan.Action] = [
    .insert(.error), .insert(.skip), .insert(.replace), .update,
  ]

  @Test(arguments: actions, [1, 7, 64])
  func writesWhatThePlainWayWrites(_ action: WritePlan.Action, flush: Int) throws {
    var random = SeededGenerator(seed: UInt64(flush) &+ 5)
    for round in 0..<6 {
      let keys = round < 3 ? 60 : 600
      let rows: [[SQLValue]] = (0..<64).map { _ in
        let bad = round % 2 == 1 && Int.random(in: 0..<30, using: &random) == 0
        return [
          .int(Int64.random(in: 0..<Int64(keys), using: &random)),
          Bool.random(using: &random)
            ? .null : .text(bad ? "bad" : "t\(Int.random(in: 0..<9, using: &random))"),
          .float(Double(Int.random(in: 0..<100, using: &random)) / 4),
          .vector((0..<3).map { _ in Float.random(in: -1...1, using: &random) }),
        ]
      }
      let (fast, plain) = (try PostgresFixture.store(), try SQLiteStore.privateStore())
      for store in [fast, plain] as [any Store] { try table(store, check: true) }
      let expected = try write(rows, action, flush: flush, to: plain)
      let found = try write(rows, action, flush: flush, to: fast)
      #expect(found == expected, "round \(round)")
    }
  }

  @Test func oddColumnTypesAreFilled() throws {
    let store = try PostgresFixture.store()
    try store.execute(
      """
      CREATE TABLE t (k uuid PRIMARY KEY, a int4, b int2, c varchar(5), d numeric(10,2), e float4, f timestamptz,
        g date, h jsonb, i char(4), j boolean, l bytea)
      """, [])
    let names: [(String, ColumnType)] = [
      ("k", .any), ("a", .int), ("b", .int), ("c", .text), ("d", .any), ("e", .float), ("f", .any),
      ("g", .any),
      ("h", .any), ("i", .text), ("j", .bool), ("l", .blob),
    ]
    let columns = names.map { ColumnDescription(name: $0.0, type: $0.1) }
    let row: [SQLValue] = [
      .text("00000000-0000-0000-0000-00000000000a"), .int(7), .int(-3), .text("abc"), .float(12.5),
      .float(0.25),
      .text("2026-11-20 10:00:00+00"), .text("2026-11-20"), .text("{\"a\": 1}"), .text("x"), .bool(true),
      .blob([1, 0]),
    ]
    func attempt(_ rows: [[SQLValue]], _ action: WritePlan.Action) throws -> WriteCounts {
      try store.transaction {
        let order = action == .update ? Array(columns.dropFirst()) + [columns[0]] : columns
        let writer = try store.writer(WritePlan(table: "t", columns: order, key: ["k"], action: action))
        for row in rows {
          let values = action == .update ? Array(row.dropFirst()) + [row[0]] : row
          for (at, value) in values.enumerated() { try writer.bind(at + 1, value) }
          try writer.endRow()
        }
        return try writer.flush()
      }
    }
    #expect(try attempt([row], .insert(.error)) == WriteCounts(rows: 1, written: 1))
    #expect(try attempt([row], .update) == WriteCounts(rows: 1, written: 1))
    #expect(try attempt([row], .insert(.replace)) == WriteCounts(rows: 1, written: 0))
    #expect(
      try store.allRows("SELECT k, a, b, c, d, e, f, g, h, i, j, l FROM t")
        == [
          row[0...8] + [.text("x   "), .bool(true), .blob([1, 0])]
        ].map { Array($0) })
    // What no column of that type can hold is refused, with the place of its row.
    for (at, value) in [
      (0, SQLValue.text("nine")), (1, .int(1 << 40)), (3, .text("toolong")), (6, .text("noon")),
    ] {
      var bad = row
      bad[0] = .text("00000000-0000-0000-0000-00000000000b")
      bad[at] = value
      var good = row
      good[0] = .text("00000000-0000-0000-0000-00000000000c")
      do {
        _ = try attempt([good, bad], .insert(.skip))
        Issue.record("\(value) was stored")
      } catch let refusal as RowRefusal {
        #expect(refusal.row == 1)
      }
    }
  }

  @Test func vectorsOfAnotherKindAreRefusedHere() throws {
    let store = try PostgresFixture.store()
    try store.execute("CREATE TABLE t (k bigint, v vector(3))", [])
    let columns = [
      ColumnDescription(name: "k", type: .int), ColumnDescription(name: "v", type: .vector(dimension: 3)),
    ]
    for vector in [[Float(1), 2], [1, .nan, 2], []] {
      let error = store.refusal {
        try store.transaction {
          let writer = try store.writer(
            WritePlan(table: "t", columns: columns, key: [], action: .insert(.error)))
          try writer.bindInt(1, 1)
          try writer.bind(2, .vector(vector))
          try writer.endRow()
          try writer.flush()
        }
      }
      #expect(error != nil)
    }
    #expect(try store.allRows("SELECT count(*) FROM t") == [[.int(0)]])
  }
}
