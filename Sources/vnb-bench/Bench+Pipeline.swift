import Embedding
import Glibc
import Pipeline
import Stores

extension Bench {
  static let pipeline = Bench(
    name: "pipeline",
    about: "load, embed, kmeans, assign, search on real passages: FILE.gz [rows = 5000] [MODEL folder]"
  ) { arguments in
    guard let file = arguments.first else { return print("name a file of records with pid and passage") }
    let rows = number(arguments, 1, 5000)
    let home = getenv("HOME").map { String(cString: $0) } ?? ""
    let folder = arguments.count > 2 ? arguments[2] : home + "/.local/share/vnb/models/all-MiniLM-L6-v2"
    let store = try SQLiteStore.privateStore()
    let start = now()
    let request = LoadRequest(paths: [file], folder: ".", table: "passage", key: "pid")
    let loaded = try Pipeline.load(request, into: store, control: JobControl())
    print("load: \(short(loaded.seconds)) s")
    var embedding = EmbedRequest(
      table: "passage", input: "passage", output: "passage_vector", model: try BertModel(path: folder),
      workers: 2)
    embedding.batches = (rows + embedding.batchSize - 1) / embedding.batchSize
    let embedded = try embed(embedding, in: store)
    print("embed: \(embedded.embedded) rows in \(short(embedded.seconds)) s")
    var means = KMeansRequest(table: "passage", input: "passage_vector", workers: 2)
    means.k = 16
    let clustering = try Pipeline.kmeans(means, in: store)
    print(
      "kmeans: \(short(clustering.seconds)) s, \(clustering.rounds) rounds, inertia \(short(clustering.inertia))"
    )
    let assigned = try Pipeline.assign(
      AssignRequest(table: "passage", input: "passage_vector", workers: 2), in: store)
    print("assign: \(assigned.assigned) rows in \(short(assigned.seconds)) s")
    let query = SearchRequest(
      relation: try Relation.table(store, "passage"), column: "passage_vector",
      query: .text("New York City is the financial capital of the world!", model: nil))
    let found = try Pipeline.search(query, models: { _ in embedding.model })
    print("search: \(short(found.seconds * 1000)) ms; all: \(short(now() - start)) s")
  }
}
