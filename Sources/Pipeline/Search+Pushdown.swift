import Stores
import Vectors

extension SearchTarget {
  /// Candidates beyond which comparing every row is the better way.
  private static let mostCandidates = 20_000

  /// Lets the engine find candidates with its own operators and compares those again, so that rows, order and distances are
  /// those of ``scan(_:limit:within:control:)``. Nil when the engine has no such operators, or when its rounding or an
  /// unusual vector leaves a doubt.
  func pushedDown(
    _ query: SearchQuery, limit: Int, within: Double?, control: JobControl
  ) throws -> (hits: [SearchHit], scanned: Int)? {
    guard let margin = margin(query), limit > 0, limit < Self.mostCandidates else { return nil }
    guard let rows = try plainRows(), rows > limit else { return nil }
    var count = limit * 2 + 16
    while count <= Self.mostCandidates {
      if control.isCancelled() { throw Cancelled() }
      let found = try candidates(query, count: count, throughIndex: false)
      let hits = found.hits.filter { Double($0.distance) <= within ?? .infinity }.prefix(limit)
      if found.hits.count < count { return (Array(hits), rows) }
      let bound = hits.count == limit ? hits.last.map { Double($0.distance) } : within
      if let bound, margin.isSurely(bound, below: found.last) { return (Array(hits), rows) }
      count *= 4
    }
    return nil
  }

  private func margin(_ query: SearchQuery) -> DistanceMargin? {
    guard let vectors = store.dialect.vectors, origin?.dimension == query.vector.count else { return nil }
    let nothing = SQLFragment("")
    guard vectors.distance(nothing, nothing, metric: query.metric.rawValue) != nil else { return nil }
    return DistanceMargin(
      query.metric, dimension: query.vector.count, isNormalized: origin?.lineage?.normalized ?? false)
  }

  /// Number of rows with a vector; nil when one of them is so long or so short that every row must be looked at.
  private func plainRows() throws -> Int? {
    let length = RowExpression.engine(.norm, [column.column])
    let list = [
      NamedExpression("n", .aggregate("count", [])), NamedExpression("low", .aggregate("min", [length])),
      NamedExpression("high", .aggregate("max", [length])),
    ]
    let node = Relation.Node.summarize(.filter(relation.node, column.column.isNotNull), keys: [], list)
    let columns = list.map { ColumnDescription(name: $0.name, type: $0.name == "n" ? .int : .float) }
    var rows: Int?
    try store.read(Relation(node: node, store: store, columns: columns, key: [])) { row in
      let range = DistanceMargin.plainLengths
      if row.int(0) == 0 || range.contains(row.float(1)) && range.contains(row.float(2)) {
        rows = Int(row.int(0))
      }
      return false
    }
    return rows
  }
}
