import Basics
import Language
import Stores
import Vectors

let projectVerb = VerbDefinition(
  Signature(
    "project", "Bring vectors down to two numbers a row, for a map", category: "vectors",
    details: """
      Principal component analysis: the directions in which the vectors differ most, over all rows that the pipe lets through. `exact`
      takes them from the whole covariance; `randomized` turns random directions towards them, pass by pass, which pays for long
      vectors (`auto`: above 1024 dimensions) and is near where the variances of neighbouring directions are alike.
      The rows come with `x` and `y` in place of the vector (`x y z` for three dimensions, `p1 p2 …` for more, or `into` with a number);
      rows without a vector get NULL. Signs are fixed, so the same rows give the same map. How much of the variance is left is told.
      """,
    parameters: [
      Parameter("rows", .table, "the rows, at most a million"), columnParameter("column", "vector column"),
      Parameter("dims", .int, "numbers a row", kind: .option(defaultText: "2", .int(2)), range: 1...1000),
      Parameter(
        "into", .optional(.string), "what the new columns are called, before their number",
        kind: .option(defaultText: "null", .null)),
      Parameter(
        "method", .string, "how the directions are found",
        kind: .option(defaultText: "\"auto\"", .string("auto")), choices: ["auto", "exact", "randomized"]),
      Parameter(
        "seed", .optional(.int), "seed of the random directions; null for the notebook's",
        kind: .option(defaultText: "null", .null)),
      workersParameter,
    ], returns: .table,
    examples: [
      Example("passages | project .passage_vector | cluster_map .x, .y, color: .label"),
      Example("passages | project .passage_vector, dims: 16, into: \"pc\""),
    ], searchTerms: ["pca", "principal components", "reduce", "map", "two dimensions"])
) { session, call in
  let column = try call.columnName("column")
  let dims = try call.int("dims")
  let relation = try session.rows(call).relation()
  try call.requireVectors(column, in: relation, at: "column")
  let names = coordinateNames(dims, into: try call.optionalString("into"))
  let kept = relation.columns.map(\.name).filter { $0 != column && !names.contains($0) }
  let query = try call.attempt("column") {
    try relation.select(([column] + kept).map { NamedExpression($0, .column($0)) })
  }
  let read = try call.attempt("column") { try VectorRows(query, columns: kept.count, call) }
  let coordinates = try coordinates(of: read, dims: dims, session: session, call)
  var next = 0
  let rows = zip(read.rows, read.hasVector).map { row, hasVector in
    guard hasVector else { return row + Array(repeating: SQLValue.null, count: dims) }
    defer { next += dims }
    return row + coordinates[next..<next + dims].map { SQLValue.float($0) }
  }
  return .table(try session.scratchTable(columns: kept + names, rows: rows))
}

private func coordinateNames(_ dims: Int, into prefix: String?) -> [String] {
  if prefix == nil, dims <= 3 { return Array(["x", "y", "z"][..<dims]) }
  return (1...dims).map { "\(prefix ?? "p")\($0)" }
}

/// Vectors of more dimensions than this are projected from random directions unless the call says otherwise: the exact way takes
/// time by the cube of the dimensions, half a second here.
private let exactDimensions = 1024

/// Coordinates of the rows with a vector, one row after another.
private func coordinates(of read: VectorRows, dims: Int, session: Session, _ call: Call) throws -> [Double] {
  let count = read.vectors
  guard count > 0 else { return [] }
  guard dims <= read.dimension else {
    throw call.fail(
      .tooManyDimensions(asked: dims, dimension: read.dimension), at: call.isGiven("dims") ? "dims" : nil)
  }
  let matrix = try read.matrix()
  let workers = try session.workers(call)
  let found = try components(of: matrix, dims: dims, workers: workers, session, call)
  let share = found.totalVariance > 0 ? found.variances.reduce(0, +) / found.totalVariance : 1
  session.narrate(
    "project: \(counted(count, "row")), \(dims) of \(read.dimension) dimensions hold "
      + "\(Int((share * 100).rounded()))% of the variance")
  return try found.project(matrix, workers: workers)
}

private func components(
  of matrix: Matrix, dims: Int, workers: Int, _ session: Session, _ call: Call
) throws -> PrincipalComponents {
  let flag = session.interruption
  let method = try call.string("method")
  if method == "exact" || (method == "auto" && matrix.columns <= exactDimensions) {
    return try PrincipalComponents(matrix, count: dims, workers: workers, isCancelled: { flag.isSet })
  }
  var options = RandomizedOptions()
  options.seed = try call.optionalInt("seed").map { UInt64(bitPattern: Int64($0)) } ?? 0
  options.sessionSeed = session.settings.seed
  options.workers = workers
  options.isCancelled = { flag.isSet }
  return try PrincipalComponents.randomized(matrix, count: dims, options)
}
