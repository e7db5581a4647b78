import Stores
import Testing

@Suite struct SQLiteStoreTests {
  @Test func keepsEveryKindOfValue() throws {
    let store = try SQLiteStore.privateStore()
    try store.script(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT, f REAL, b BOOLEAN, v VECTOR(3), x BLOB)")
    let values: [SQLValue] = [
      .int(1), .text("héllo 表"), .float(1.5), .bool(true), .vector([1, -2.5, 3e-30]), .blob([0, 255, 7]),
    ]
    #expect(try store.execute("INSERT INTO t VALUES (?1, ?2, ?3, ?4, ?5, ?6)", values) == 1)
    #expect(try store.rows("SELECT * FROM t") == [values])
    let empty: [SQLValue] = [.int(.min), .text(""), .null, .null, .null, .blob([])]
    let statement = try store.prepare("INSERT INTO t VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
    for (at, value) in empty.enumerated() { try statement.bind(at + 1, value) }
    #expect(try statement.run() == 1)
    #expect(try store.rows("SELECT * FROM t WHERE id < 0") == [empty])
  }

  @Test func bindsBorrowedBytes() throws {
    let store = try SQLiteStore.privateStore()
    try store.script("CREATE TABLE t (s TEXT, v VECTOR(2))")
    let insert = try store.prepare("INSERT INTO t VALUES (?1, ?2)")
    for index in 0..<3 {
      let text = Array("row \(index)".utf8)
      let vector: [Float] = [Float(index), 0.5]
      try text.withUnsafeBufferPointer { bytes in
        try vector.withUnsafeBufferPointer { elements in
          try insert.bindUTF8(1, bytes)
          try insert.bindVector(2, elements)
          _ = try insert.run()
        }
      }
    }
    insert.finish()
    #expect(throws: StoreError.self) { try insert.run() }
    #expect(try store.rows("SELECT s, v FROM t WHERE s = 'row 2'") == [[.text("row 2"), .vector([2, 0.5])]])
  }

  @Test func refusesNULAndNaN() throws {
    let store = try SQLiteStore.privateStore()
    try store.script("CREATE TABLE t (s TEXT, f REAL)")
    #expect(
      storeError { try store.execute("INSERT INTO t VALUES (?1, 1)", [.text("a\0b")]) }?.code == "V0341")
    #expect(
      storeError { try store.execute("INSERT INTO t VALUES ('a', ?1)", [.float(.nan)]) }?.code == "V0342")
    #expect(storeError { try store.execute("INSERT INTO t VALUES ('a\0', 1)", []) }?.code == "V0341")
    #expect(try store.rows("SELECT count(*) FROM t") == [[.int(0)]])
  }

  @Test func transactionsNestAndRollBack() throws {
    struct Stop: Error {}
    let store = try SQLiteStore.privateStore()
    try store.script("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    try store.transaction {
      try store.script("INSERT INTO t VALUES (1)")
      #expect(store.isInTransaction)
      try? store.transaction {
        try store.script("INSERT INTO t VALUES (2)")
        throw Stop()
      }
      try store.transaction { try store.script("INSERT INTO t VALUES (3)") }
    }
    #expect(try store.rows("SELECT id FROM t ORDER BY id") == [[.int(1)], [.int(3)]])
    #expect(throws: Stop.self) {
      try store.transaction {
        try store.script("INSERT INTO t VALUES (4)")
        throw Stop()
      }
    }
    try store.script("BEGIN", "INSERT INTO t VALUES (5)")
    try store.transaction { try store.script("INSERT INTO t VALUES (6)") }
    #expect(store.isInTransaction)
    try store.script("ROLLBACK")
    #expect(try store.rows("SELECT count(*) FROM t") == [[.int(2)]])
  }

  @Test func describesTables() throws {
    let store = try SQLiteStore.privateStore()
    #expect(!store.hasChanges)
    try store.script(
      "CREATE TABLE b (k2 TEXT, k1 BIGINT, v VECTOR(384), w VECTOR, f DOUBLE PRECISION, PRIMARY KEY (k1, k2))",
      "CREATE TABLE a (x)", "CREATE VIEW c AS SELECT k1, v FROM b", "CREATE TABLE vnb_columns (x)")
    #expect(store.hasChanges)
    #expect(try store.tables(includeInternal: false).map(\.name) == ["a", "b", "c"])
    #expect(try store.tables(includeInternal: true).map(\.name) == ["a", "b", "c", "vnb_columns"])
    let b = try #require(try store.describe("b"))
    #expect(b.key == ["k1", "k2"])
    #expect(b.columns.map(\.type) == [.text, .int, .vector(dimension: 384), .vector(dimension: nil), .float])
    #expect(try store.describe("a")?.key == [])
    let view = try #require(try store.describe("c"))
    #expect(view.isView && view.columns.map(\.type) == [.int, .vector(dimension: 384)])
    #expect(try store.describe("B") == nil)
    #expect(
      try store.columns(of: "SELECT v, k1 + 1 AS n FROM b", []).map(\.type) == [
        .vector(dimension: 384), .any,
      ])
  }
}
