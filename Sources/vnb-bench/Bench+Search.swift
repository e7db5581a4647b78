import Pipeline
import Stores
import Vectors

extension Bench {
  static let search = Bench(
    name: "search",
    about: "embedded store, exact search and cluster jobs on rows x 384: [rows = 100000] [k = 256]"
  ) { arguments in
    let rows = number(arguments, 0, 100_000)
    let store = try filled(rows: rows)
    let relation = try Relation.table(store, "point")
    let vector = clustered(rows: 1, columns: 384, centers: 1).rowArray(0)
    let request = SearchRequest(relation: relation, column: "v", query: .vector(vector))
    let one = try time(runs: 9) {
      _ = try Pipeline.search(request, models: { _ in throw Cancelled() })
    }
    print(
      "search \(rows) rows: \(short(one.median * 1000)) ms a query, \(short(one.median / Double(rows) * 1e9)) ns a row"
    )
    for algorithm in [KMeansRequest.Algorithm.minibatch, .lloyd] {
      var means = KMeansRequest(table: "point", input: "v", workers: 2)
      means.k = number(arguments, 1, 256)
      means.algorithm = algorithm
      means.maxRounds = 10
      let result = try Pipeline.kmeans(means, in: store)
      print(
        "kmeans \(algorithm.rawValue) k=\(means.k): \(short(result.seconds)) s, \(result.rounds) rounds, "
          + "inertia \(short(result.inertia))")
    }
    let report = try Pipeline.assign(AssignRequest(table: "point", input: "v", workers: 2), in: store)
    print("assign: \(short(Double(report.assigned) / report.seconds)) rows/s")
  }

  private static func filled(rows: Int) throws -> any Store {
    let store = try SQLiteStore.privateStore()
    let definition = TableDefinition(
      name: "point",
      columns: [
        ColumnDescription(name: "pid", type: .text, isNullable: false),
        ColumnDescription(name: "v", type: .vector(dimension: 384)),
      ], key: ["pid"])
    try store.execute(store.dialect.createTable(definition), [])
    let vectors = clustered(rows: rows, columns: 384, centers: 300)
    let insert = try store.prepare(store.dialect.insert(into: "point", columns: ["pid", "v"]))
    defer { insert.finish() }
    try store.transaction {
      for row in 0..<rows {
        try insert.bind(1, .text("row \(10_000_000 + row)"))
        try insert.bindVector(2, UnsafeBufferPointer(start: vectors.row(row), count: 384))
        try insert.run()
      }
    }
    return store
  }
}
