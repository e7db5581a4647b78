import Stores
import Testing

@Suite struct EvilNameTests {
  @Test(arguments: evilNames) func anyNameIsJustAName(_ name: String) throws {
    let store = try SQLiteStore.privateStore()
    try store.script("CREATE TABLE t (guard)", "INSERT INTO t VALUES (1)")
    let dialect = store.dialect
    let other = name + "2"
    let parent = TableDefinition(
      name: name,
      columns: [ColumnDescription(name: name, type: .text), ColumnDescription(name: other, type: .int)],
      key: [name])
    try store.execute(dialect.createTable(parent), [])
    try store.execute(dialect.createTable(parent), [])
    try store.execute(
      dialect.addColumn(ColumnDescription(name: "v" + name, type: .vector(dimension: 1)), to: name), [])
    try store.execute(
      dialect.createIndex("i" + name, on: name, columns: [name, other], whereNotNull: "v" + name), [])
    let insert = { (conflict: InsertConflict) in
      dialect.insert(into: name, columns: [name, other, "v" + name], key: [name], conflict: conflict)
    }
    try store.execute(insert(.error), [.text("b"), .int(1), .vector([1])])
    #expect(try store.execute(insert(.skip), [.text("b"), .int(2), .null]) == 0)
    #expect(try store.execute(insert(.replace), [.text("a"), .int(3), .null]) == 1)
    #expect(try store.execute(insert(.replace), [.text("a"), .int(4), .vector([5])]) == 1)
    #expect(try store.execute(dialect.update(name, set: [other], key: [name]), [.int(9), .text("b")]) == 1)
    let page = dialect.selectPage(
      name, columns: [name, other], key: [ColumnDescription(name: name, type: .text)], after: true,
      whereNotNull: "v" + name)
    #expect(try store.rows(page, [.text("a"), .int(5)]) == [[.text("b"), .int(9)]])

    let table = try Relation.table(store, name)
    #expect(table.key == [name])
    #expect(
      try table.filter(op(col(other), .greater, int(4))).sort([SortKey(col(name))]).head(1).keys() == ["b"])
    let groups = try table.group([named(name, col(other))]).summarize([named(other, aggregate("count"))])
    #expect(try groups.rows() == [[.int(4), .int(1)], [.int(9), .int(1)]])
    #expect(
      try table.join(table, left: [name], right: [name]).select(columns(other + "_right")).keys() == [
        "4", "9",
      ])
    #expect(
      try table.head(2).derive([named("new" + name, call("length", col(name)))]).filter(
        op(col(name), .equal, text("a"))
      ).count() == 1)
    let odd = try Relation.sql(store, "SELECT 1 AS \(dialect.quote(name))").derive([named(other, col(name))])
    #expect(try odd.rows() == [[.int(1), .int(1)]])
    #expect(try groups.materialize(into: "m" + name) == 2)
    #expect(try Relation.table(store, "m" + name).key == [name])
    #expect(storeError { try groups.materialize(into: name) } == .tableExists(name))

    let links = TableDefinition(
      name: "c" + name, columns: [ColumnDescription(name: name, type: .text)], key: [name],
      foreignKeys: [ForeignKey(columns: [name], table: name, referenced: [name])])
    try store.execute(dialect.createTable(links), [])
    #expect(
      storeError { try store.execute(dialect.insert(into: "c" + name, columns: [name]), [.text("zz")]) }?.code
        == "V0321")
    try store.execute(dialect.createSequence(name), [])
    try store.execute(dialect.advanceSequence(name), [])
    try store.execute(dialect.advanceSequence(name), [])
    #expect(try store.rows(dialect.sequenceValue(name)) == [[.int(2)]])
    #expect(try store.execute(dialect.delete(from: name, matching: [name]), [.text("a")]) == 1)
    #expect(try store.rows("SELECT guard FROM t") == [[.int(1)]])
    #expect(
      try store.tables(includeInternal: false).map(\.name).sorted()
        == ["c" + name, "m" + name, name, "t"].sorted())
  }

  @Test func emptyNamesAndNULAreRefused() throws {
    let store = try SQLiteStore.privateStore()
    let all = try passages(store)
    #expect(storeError { _ = try all.select([named("", int(1))]) }?.code == "V0340")
    #expect(storeError { _ = try all.derive([named("a\0b", int(1))]) }?.code == "V0340")
    #expect(storeError { _ = try all.materialize(into: "") }?.code == "V0340")
    #expect(try store.describe("") == nil)
    #expect(storeError { _ = try Relation.table(store, "a\0b") }?.code == "V0322")
  }

  @Test func sequencesGiveNumbersBack() throws {
    let store = try SQLiteStore.privateStore()
    try store.execute(store.dialect.createSequence("s"), [])
    #expect(try store.rows(store.dialect.sequenceValue("s")) == [])
    struct Stop: Error {}
    try? store.transaction {
      try store.execute(store.dialect.advanceSequence("s"), [])
      throw Stop()
    }
    try store.execute(store.dialect.advanceSequence("s"), [])
    #expect(try store.rows(store.dialect.sequenceValue("s")) == [[.int(1)]])
  }

  @Test func derivedNamesStayShortAndDifferent() {
    #expect(DerivedName.join("passage", "passage_vector", "centroid") == "passage_passage_vector_centroid")
    let long = String(repeating: "表", count: 20)
    let names = ["a", "b"].map { DerivedName.join(long, $0, "centroid") }
    #expect(names[0] != names[1] && names.allSatisfy { $0.utf8.count <= 63 && $0.hasPrefix("表") })
  }
}
