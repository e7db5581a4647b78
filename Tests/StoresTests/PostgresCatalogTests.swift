import Support
import Testing

@testable import Stores

@Suite("PostgreSQL's catalogue", .enabled(if: DatabaseServer.isAvailable))
struct PostgresCatalogTests {
  @Test func tablesOfAllSchemasAreDescribed() throws {
    let store = try PostgresFixture.store()
    try store.execute("CREATE SCHEMA other", [])
    try store.execute("CREATE TABLE other.t (b int, a text, PRIMARY KEY (a, b))", [])
    try store.execute(
      "CREATE TABLE \"Mixed\" (id uuid PRIMARY KEY, n numeric(9), at timestamptz, s varchar(9) NOT NULL)", [])
    try store.execute("CREATE VIEW v AS SELECT * FROM other.t", [])
    try store.execute("CREATE TABLE p (k int PRIMARY KEY) PARTITION BY HASH (k)", [])
    try store.execute("CREATE TABLE p0 PARTITION OF p FOR VALUES WITH (MODULUS 1, REMAINDER 0)", [])
    try store.execute("CREATE TABLE vnb_inside (a int)", [])
    #expect(try store.tables(includeInternal: false).map(\.name) == ["Mixed", "other.t", "p", "v"])
    #expect(try store.tables(includeInternal: true).contains { $0.name == "vnb_inside" })
    let other = try store.describe("other.t")
    #expect(other?.key == ["a", "b"] && other?.columns.map(\.name) == ["b", "a"])
    let mixed = try store.describe("Mixed")
    #expect(mixed?.name == "Mixed" && mixed?.key == ["id"])
    #expect(mixed?.columns.map(\.type) == [.any, .int, .any, .text])
    #expect(mixed?.columns.map(\.isNullable) == [false, true, true, false])
    #expect(try store.describe("v")?.isView == true)
    // A name has one spelling, on every engine.
    #expect(try store.describe("mixed") == nil)
    try store.execute("SET search_path = other", [])
    #expect(try store.describe("t")?.name == "t")
    #expect(try store.describe("nothing") == nil && store.describe("") == nil)
  }

  @Test(arguments: [
    "x\"; drop table t; --", "select", "Ünïcode 表", "with space", "1st", "UPPER", "a'b", "back\\slash", "$1",
    "a:b",
  ])
  func oddNamesArePlainNames(_ name: String) throws {
    let store = try PostgresFixture.store()
    let columns = [
      ColumnDescription(name: name, type: .text, isNullable: false),
      ColumnDescription(name: "v", type: .vector(dimension: 2)),
    ]
    try store.execute(
      store.dialect.createTable(TableDefinition(name: name, columns: columns, key: [name])), [])
    for _ in 0..<2 {
      try store.repeatable {
        let writer = try store.writer(
          WritePlan(table: name, columns: columns, key: [name], action: .insert(.replace)))
        for value in ["a", "b"] {
          try writer.bind(1, .text(value))
          try writer.bind(2, .vector([1, 2]))
          try writer.endRow()
        }
        try writer.flush()
      }
    }
    let relation = try Relation.table(store, name)
    #expect(try relation.rows() == [[.text("a"), .vector([1, 2])], [.text("b"), .vector([1, 2])]])
    #expect(try store.tables(includeInternal: false).map(\.name) == [name])
  }
}
