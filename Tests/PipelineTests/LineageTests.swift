import Stores
import Testing
import Vectors

@testable import Pipeline

@Suite struct LineageTests {
  @Test func remembersTheModel() throws {
    let store = try passages(1)
    try #expect(lineage(of: "passage_vector", in: "passage", store: store) == nil)
    _ = try embed(request(FakeModel()), in: store)
    let known = try #require(try lineage(of: "passage_vector", in: "passage", store: store))
    #expect(known == ColumnLineage(table: "passage", column: "passage_vector", model: FakeModel()))
    #expect(known.metric == .cosine && known.normalized && known.digest == "d1" && known.dimension == 8)
    try #expect(lineages(store: store) == [known])
    let column = try vectorColumn("passage_vector", in: "passage", store: store)
    #expect(column.metric == .cosine && column.dimension == 8)
  }

  /// SQLite itself takes names in any case; here there is one spelling, so that derived names agree on every store.
  @Test func theTablesOwnSpellingIsAskedFor() throws {
    let store = try passages(3)
    var shouted = request(FakeModel())
    shouted.table = "PASSAGE"
    #expect(
      failure { _ = try embed(shouted, in: store) }
        == .unknownTable("PASSAGE", store: store.name, nearest: "passage"))
  }

  @Test func aUsersOwnColumnHasL2AndNoModel() throws {
    let store = try points([[1, 2]], dimension: 2)
    let column = try vectorColumn("v", in: "point", store: store)
    #expect(column == VectorColumn(table: "point", column: "v", dimension: 2, metric: .l2, lineage: nil))
    #expect(
      failure { _ = try vectorColumn("id", in: "point", store: store) }
        == .notVector(column: "id", table: "point", type: "integer"))
  }

  @Test func aRecordOfAColumnThatIsGoneDoesNotCount() throws {
    let store = try passages(1)
    _ = try embed(request(FakeModel()), in: store)
    try store.execute("drop table passage", [])
    try fillPassages(store, 2)
    try #expect(lineage(of: "passage_vector", in: "passage", store: store) == nil)
    let other = FakeModel(name: "other", dimension: 4, digest: "d2")
    try #expect(embed(request(other), in: store).embedded == 2)
    try #expect(lineage(of: "passage_vector", in: "passage", store: store)?.model == "other")
  }
}
