import Stores
import Vectors

/// What an engine's own search proposes.
struct Candidates {
  var hits: [SearchHit] = []
  /// The engine's distance of the last one: rows it did not give are no nearer.
  var last = -Double.infinity
}

extension SearchTarget {
  /// The `count` rows nearest by the engine's own distance, compared again by ours and put into our order.
  func candidates(_ query: SearchQuery, count: Int, throughIndex: Bool) throws -> Candidates {
    let distance = RowExpression.engine(
      .distance(metric: query.metric.rawValue), [column.column, .value(.vector(query.vector))])
    let name = "vnb_distance"
    let kept =
      (relation.key + [column]).map { NamedExpression($0, .column($0)) } + [NamedExpression(name, distance)]
    let node = Relation.Node.select(
      .nearest(relation.node, by: distance, count: count, throughIndex: throughIndex), kept)
    let place = relation.key.count
    let columns =
      (relation.key + [column]).compactMap { name in relation.columns.first { $0.name == name } }
      + [ColumnDescription(name: name, type: .float)]
    var found = Candidates()
    try query.vector.withUnsafeBufferPointer { vector in
      let comparison = Comparison(vector, metric: query.metric)
      try store.read(Relation(node: node, store: store, columns: columns, key: [])) { row in
        var own: Float = 0
        let fault = try readVector(row, place, dimension: vector.count, metric: query.metric) {
          own = comparison.distance(to: $0)
        }
        if let fault { throw badRow(row, place, fault) }
        found.hits.append(SearchHit(distance: own, key: (0..<place).map(row.value)))
        found.last = max(found.last, row.float(place + 1))
        return true
      }
    }
    found.hits.sort { $0.distance != $1.distance ? $0.distance < $1.distance : precedes($0.key, $1.key) }
    return found
  }
}

/// The order of keys in a store: numbers by value, text by its bytes, null first.
func precedes(_ left: [SQLValue], _ right: [SQLValue]) -> Bool {
  for (a, b) in zip(left, right) where a != b {
    switch (a, b) {
    case (.null, _): return true
    case (_, .null): return false
    case (.int(let a), .int(let b)): return a < b
    case (.float(let a), .float(let b)): return a < b
    case (.int(let a), .float(let b)): return Double(a) < b
    case (.float(let a), .int(let b)): return a < Double(b)
    case (.bool(let a), .bool(let b)): return !a && b
    case (.text(let a), .text(let b)): return a.utf8.lexicographicallyPrecedes(b.utf8)
    case (.blob(let a), .blob(let b)): return a.lexicographicallyPrecedes(b)
    default: return false
    }
  }
  return false
}
