import Basics
import Language
import Stores
import Vectors

let silhouetteVerb = VerbDefinition(
  Signature(
    "silhouette_samples", "Tell how well each row lies in its cluster", category: "vectors",
    details: """
      (b - a) / max(a, b) of each row (Rousseeuw 1987): a is the mean distance to the other rows of its cluster, b that to the rows of the
      nearest other cluster. 1 is well inside, 0 on a border, below 0 nearer to another cluster; a row alone in its cluster has 0. The rows
      come with `silhouette` in place of the vector; rows without vector or label are left out. Of more than `limit` rows a sample
      is taken by seed, and measured against all. With fewer than two clusters it is NULL.
      """,
    parameters: [
      Parameter("rows", .table, "the rows, at most a million"), columnParameter("column", "vector column"),
      columnParameter("by", "the column that names each row's cluster"),
      Parameter(
        "metric", .string, "how far rows are apart", kind: .option(defaultText: "\"l2\"", .string("l2")),
        choices: ["l2", "cosine"]),
      Parameter(
        "limit", .optional(.int), "rows to tell of; null for all",
        kind: .option(defaultText: "20000", .int(20_000)), range: 1...1_000_000),
      Parameter(
        "seed", .optional(.int), "seed of the sample; null for the notebook's",
        kind: .option(defaultText: "null", .null)),
      workersParameter,
    ], returns: .table,
    examples: [
      Example("passages | silhouette_samples .passage_vector, by: .label"),
      Example("passages | silhouette_samples .passage_vector, by: .label, limit: 500, seed: 3"),
    ], searchTerms: ["cluster quality", "separation", "score"])
) { session, call in
  let column = try call.columnName("column")
  let label = try call.columnName("by")
  let relation = try session.rows(call).relation()
  try call.requireVectors(column, in: relation, at: "column")
  let kept = relation.columns.map(\.name).filter { $0 != column && $0 != "silhouette" }
  guard column != label else { throw call.fail(.noLabels(column: label), at: "by") }
  let query = try call.attempt("column") {
    try relation.select(
      ([column, label] + kept).enumerated().map { place, name in
        NamedExpression(place == 1 ? "cluster of the row" : name, .column(name))
      })
  }
  let read = try call.attempt("column") { try VectorRows(query, columns: kept.count + 1, call) }
  let told = try LabelledRows(read).told(session, call)
  let rows = told.map { place, value in
    Array(read.rows[place].dropFirst()) + [value.map { SQLValue.float($0) } ?? .null]
  }
  return .table(try session.scratchTable(columns: kept + ["silhouette"], rows: rows))
}

/// The rows that have a vector and a label, which is the first of their values.
private struct LabelledRows {
  let read: VectorRows
  /// Places among all rows, and among those with a vector.
  private var places: [Int] = []
  private var vectors: [Int] = []
  private var labels: [Int32] = []
  private var clusters = 0

  init(_ read: VectorRows) {
    self.read = read
    var names: [String: Int32] = [:]
    var vector = 0
    for (place, row) in read.rows.enumerated() where read.hasVector[place] {
      defer { vector += 1 }
      guard let label = row.first, let name = LabelledRows.name(label) else { continue }
      let number = names[name] ?? Int32(names.count)
      names[name] = number
      places.append(place)
      vectors.append(vector)
      labels.append(number)
    }
    clusters = names.count
  }

  private static func name(_ label: SQLValue) -> String? {
    switch label {
    case .null: nil
    case .int(let number): "int \(number)"
    case .text(let text): "text \(text)"
    default: "\(label)"
    }
  }

  /// Places of rows, ascending, each with its silhouette.
  func told(_ session: Session, _ call: Call) throws -> [(place: Int, value: Double?)] {
    guard !places.isEmpty else { return [] }
    let matrix = try labelledMatrix()
    let limit = try call.optionalInt("limit") ?? places.count
    let seed = try call.optionalInt("seed").map { UInt64(bitPattern: Int64($0)) } ?? 0
    var stream = SeededStream(seed: session.settings.seed, name: "silhouette", own: seed)
    let sample = stream.sample(limit, below: places.count)
    guard clusters > 1 else { return sample.map { (places[$0], nil) } }
    let flag = session.interruption
    let found = try Silhouette(
      matrix, labels: labels, sample: sample, metric: Metric(rawValue: try call.string("metric")) ?? .l2,
      workers: try session.workers(call), isCancelled: { flag.isSet })
    session.narrate(
      "silhouette: \(counted(sample.count, "row")) of \(places.count) in \(counted(clusters, "cluster"))")
    return zip(sample, found.values).map { (places[$0], $1) }
  }

  /// The vectors of the rows with a label.
  private func labelledMatrix() throws -> Matrix {
    let all = try read.matrix()
    if vectors.count == all.rows { return all }
    let some = try Matrix.checked(rows: vectors.count, columns: all.columns)
    for (at, vector) in vectors.enumerated() {
      some.row(at).update(from: all.row(vector), count: all.stride)
    }
    return some
  }
}
