import Embedding
import Glibc
import Stores
import Testing
import Vectors

@testable import Pipeline

/// Where `make` puts the model; nil when it is not there.
private let modelFolder: String? = {
  let variable = { (name: String) in
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
  let data = variable("XDG_DATA_HOME") ?? (variable("HOME") ?? "") + "/.local/share"
  let folder = data + "/vnb/models/all-MiniLM-L6-v2"
  return access(folder + "/model.safetensors", R_OK) == 0 ? folder : nil
}()

private let sentences = [
  "The cat sat on the mat.", "A kitten slept on a rug.", "Stock prices fell sharply on Monday.",
  "The central bank raised interest rates.", "Preheat the oven and grease a baking tin.", "",
  "Knead the dough until it is smooth.", "A dog barked at the postman.", "Inflation worries investors.",
]

private func pipeline(_ model: any EmbeddingModel, batch: Int, workers: Int) throws -> any Store {
  let store = try newStore()
  try store.execute("create table note (id integer primary key, body text)", [])
  for (place, text) in (sentences + [nil]).enumerated() {
    try store.execute(
      "insert into note values (?1, ?2)", [.int(Int64(place)), text.map(SQLValue.text) ?? .null])
  }
  var embedding = EmbedRequest(table: "note", input: "body", output: "v", model: model, workers: workers)
  embedding.batchSize = batch
  _ = try embed(embedding, in: store)
  return store
}

@Suite struct RealModelTests {
  @Test(.enabled(if: modelFolder != nil, "all-MiniLM-L6-v2 is not installed"))
  func miniLMClustersAndFindsByMeaning() throws {
    let model = try BertModel(path: modelFolder ?? "")
    let store = try pipeline(model, batch: 1000, workers: 2)
    try #expect(dump(store) == dump(pipeline(model, batch: 1, workers: 1)))
    try #expect(dump(store) == dump(pipeline(model, batch: 7, workers: 3)))
    let result = try search(
      SearchRequest(
        relation: tableRelation("note", store), column: "v", query: .text("baking bread", model: nil)),
      models: { _ in model })
    #expect(result.metric == .cosine && result.scanned == 9)
    #expect(Set(result.keys.prefix(2).map { $0[0].words }) == ["4", "6"])
    var means = KMeansRequest(table: "note", input: "v", workers: 2)
    means.k = 3
    let clustering = try kmeans(means, in: store)
    _ = try assign(AssignRequest(table: "note", input: "v", workers: 2), in: store)
    let sizes = try values(
      store, "select count(*) from note_v_clusters group by cluster_id order by cluster_id")
    #expect(sizes == clustering.sizes.map { .int(Int64($0)) })
  }

  @Test func theHashModelWorksWithoutFiles() throws {
    let store = try pipeline(HashModel(), batch: 2, workers: 2)
    try #expect(dump(store) == dump(pipeline(HashModel(), batch: 1000, workers: 1)))
    try #expect(values(store, "select count(v) from note") == [.int(9)])
  }
}
