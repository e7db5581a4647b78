import Basics
import Language
import Stores
import Vectors

let projectVerb = VerbDefinition(
  Signature(
    "project", "Bring vectors down to two numbers a row, for a map", category: "vectors",
    details: """
      Principal component analysis: the directions in which the vectors differ most, exact over all rows that the pipe lets through.
      The rows come with `x` and `y` in place of the vector (`x y z` for three dimensions, `p1 p2 …` for more, or `into` with a number);
      rows without a vector get NULL. Signs are fixed, so the same rows give the same map. How much of the variance is left is told.
      """,
    parameters: [
      Parameter("rows", .table, "the rows, at most a million"), columnParameter("column", "vector column"),
      Parameter("dims", .int, "numbers a row", kind: .option(defaultText: "2", .int(2)), range: 1...1000),
      Parameter(
        "into", .optional(.string), "what the new columns are called, before their number",
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
  if let found = relation.columns.first(where: { $0.name == column }) {
    switch found.type {
    case .vector, .any, .blob: break
    default: throw call.fail(.notVectors(column: column, type: found.type.typeName), at: "column")
    }
  }
  let names = coordinateNames(dims, into: try call.optionalString("into"))
  let kept = relation.columns.map(\.name).filter { $0 != column && !names.contains($0) }
  let query = try call.attempt("column") {
    try relation.select(([column] + kept).map { NamedExpression($0, .column($0)) })
  }
  let read = try call.attempt("column") { try ProjectedRows(query, columns: kept.count, call) }
  let coordinates = try read.coordinates(dims: dims, session: session, call)
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

/// Rows whose first column is a vector, read into memory.
private struct ProjectedRows {
  private static let limit = 1_000_000
  private static let blockRows = 4096

  private(set) var rows: [[SQLValue]] = []
  private(set) var hasVector: [Bool] = []
  private var blocks: [Matrix] = []
  private var count = 0
  private var dimension = 0

  init(_ query: Relation, columns: Int, _ call: Call) throws {
    try query.forEachResultRow { row in
      try call.interpreter.checkInterrupt()
      guard rows.count < ProjectedRows.limit else { throw call.fail(.tableTooLong, at: "rows") }
      hasVector.append(!row.isNull(0))
      if !row.isNull(0) { try row.withVector(0) { try add($0, call) } }
      // The row is one to read: values at places 1 and on.
      rows.append((0..<columns).map { row.value($0 + 1) })
      return true
    }
  }

  private mutating func add(_ elements: UnsafeBufferPointer<Float>, _ call: Call) throws {
    if count == 0 { dimension = elements.count }
    guard elements.count == dimension, let base = elements.baseAddress else {
      throw call.fail(
        .unequalVectors(row: rows.count + 1, has: elements.count, wanted: dimension), at: "column")
    }
    guard elements.allSatisfy(\.isFinite) else {
      throw call.fail(.vectorNotFinite(row: rows.count + 1), at: "column")
    }
    if count % ProjectedRows.blockRows == 0 {
      blocks.append(try Matrix.checked(rows: ProjectedRows.blockRows, columns: dimension))
    }
    blocks[blocks.count - 1].row(count % ProjectedRows.blockRows).update(from: base, count: dimension)
    count += 1
  }

  /// Coordinates of the rows with a vector, one row after another.
  func coordinates(dims: Int, session: Session, _ call: Call) throws -> [Double] {
    guard count > 0 else { return [] }
    guard dims <= dimension else {
      throw call.fail(
        .tooManyDimensions(asked: dims, dimension: dimension), at: call.isGiven("dims") ? "dims" : nil)
    }
    let matrix = try Matrix.checked(rows: count, columns: dimension)
    for (index, block) in blocks.enumerated() {
      let start = index * ProjectedRows.blockRows
      let taken = min(ProjectedRows.blockRows, count - start)
      matrix.row(start).update(from: block.base, count: taken * matrix.stride)
    }
    let workers = try session.workers(call)
    let flag = session.interruption
    let found = try PrincipalComponents(matrix, count: dims, workers: workers, isCancelled: { flag.isSet })
    let share = found.totalVariance > 0 ? found.variances.reduce(0, +) / found.totalVariance : 1
    session.narrate(
      "project: \(counted(count, "row")), \(dims) of \(dimension) dimensions hold "
        + "\(Int((share * 100).rounded()))% of the variance")
    return try found.project(matrix, workers: workers)
  }
}
