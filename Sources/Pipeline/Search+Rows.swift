import Stores
import Vectors

extension SearchTarget {
  /// Keys asked for in one query.
  private static let keysPerQuery = 500

  /// The hits with what the relation shows of them: the distance first, then the key, then every other column that is
  /// not a vector.
  /// `numbers` are those of the queries that found them, when there were several.
  func rows(of hits: [SearchHit], numbers: [Int]? = nil) throws -> SearchResult {
    let shown = shown(beside: numbers == nil ? [] : [SearchResult.queryColumn.name])
    let first = numbers == nil ? [] : [SearchResult.queryColumn]
    var result = SearchResult(columns: first + [SearchResult.distanceColumn] + shown)
    for start in stride(from: 0, to: hits.count, by: Self.keysPerQuery) {
      let part = Array(hits[start..<min(start + Self.keysPerQuery, hits.count)])
      let found = try columns(shown, of: part)
      for (place, hit) in part.enumerated() {
        // A row that another process deleted since the scan is left out.
        guard let values = found[KeyWords(hit.key)] else { continue }
        result.keys.append(hit.key)
        let number = numbers.map { [SQLValue.int(Int64($0[start + place]))] } ?? []
        result.rows.append(number + [.float(Double(hit.distance))] + values)
      }
    }
    return result
  }

  /// What a hit shows beside its distance.
  var shown: [ColumnDescription] { shown(beside: []) }

  /// The same without columns of these names.
  private func shown(beside taken: [String]) -> [ColumnDescription] {
    let plain = relation.columns.filter { column in
      if case .vector = column.type { return false }
      return column.name != self.column && column.name != SearchResult.distanceColumn.name
        && !taken.contains(column.name)
    }
    return plain.filter { relation.key.contains($0.name) } + plain.filter { !relation.key.contains($0.name) }
  }

  private func columns(
    _ shown: [ColumnDescription], of hits: [SearchHit]
  ) throws -> [KeyWords: [SQLValue]] {
    let names = relation.key + shown.map(\.name)
    // Key columns come first under names of their own, so that they may be shown as well.
    let kept = names.enumerated().map { NamedExpression("c\($0.offset)", .column($0.element)) }
    let node = Relation.Node.select(.filter(relation.node, matching(hits)), kept)
    let columns = kept.map { ColumnDescription(name: $0.name, type: .any) }
    var found: [KeyWords: [SQLValue]] = [:]
    try store.read(Relation(node: node, store: store, columns: columns, key: [])) { row in
      let key = (0..<relation.key.count).map(row.value)
      found[KeyWords(key)] = (relation.key.count..<names.count).map(row.value)
      return true
    }
    return found
  }

  private func matching(_ hits: [SearchHit]) -> RowExpression {
    if let only = relation.key.first, relation.key.count == 1 {
      return .isIn(only.column, hits.compactMap { $0.key.first.map(RowExpression.value) })
    }
    let each = hits.compactMap { hit in allOf(zip(relation.key, hit.key).map { $0.column.equals($1) }) }
    return each.dropFirst().reduce(each.first ?? .value(.bool(false))) { .binary(.or, $0, $1) }
  }
}

/// A key as a dictionary's key. Types are told apart: 7 is not "7".
struct KeyWords: Hashable {
  let words: String

  init(_ key: [SQLValue]) {
    words = key.map { value in
      switch value {
      case .null: "n"
      case .bool(let value): value ? "i1" : "i0"
      case .int(let value): "i\(value)"
      case .float(let value): "f\(value.bitPattern)"
      case .text(let value): "t\(value.utf8.count):\(value)"
      case .blob(let bytes): "b\(bytes)"
      case .vector(let elements): "v\(elements)"
      }
    }.joined(separator: ",")
  }
}
