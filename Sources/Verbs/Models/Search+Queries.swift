import Language
import Pipeline
import Stores

/// What `search` is asked for.
enum SearchQueries {
  case one(SearchRequest.Query)
  case many([SearchRequest.Query])
}

extension Session {
  /// Hits that one call may ask for: they are kept in memory.
  static let mostHits = 1_000_000

  /// A text, a vector, a row's key; several of these; or the vectors or texts of a table, in its order.
  func searchQueries(_ call: Call) throws -> SearchQueries {
    let queries: SearchQueries
    switch call["query"] {
    case .list(let list) where !(list.first?.isNumber ?? true):
      queries = .many(try list.map { try searchQuery($0, call) })
    case .table: queries = .many(try tableQueries(call))
    case let value: queries = .one(try searchQuery(value, call))
    }
    guard case .many(let all) = queries else { return queries }
    let limit = Int(try call.int("limit"))
    if all.count.multipliedReportingOverflow(by: limit).overflow || all.count * limit > Session.mostHits {
      throw call.fail(.tooManyHits(queries: all.count, limit: limit, most: Session.mostHits), at: "limit")
    }
    return queries
  }

  private func tableQueries(_ call: Call) throws -> [SearchRequest.Query] {
    let relation = try relation(call, "query")
    let model = try call.optionalString("model")
    let vectors = relation.columns.filter { column in
      if case .vector = column.type { return true }
      return false
    }
    let texts = relation.columns.filter { $0.type == .text && !relation.key.contains($0.name) }
    let chosen = vectors.isEmpty ? texts : vectors
    guard let column = chosen.first, chosen.count == 1 else {
      throw call.fail(.notATableOfQueries, at: "query")
    }
    let place = relation.columns.firstIndex { $0.name == column.name } ?? 0
    var queries: [SearchRequest.Query] = []
    try relation.forEachResultRow { row in
      if row.isNull(place) {
        throw call.fail(.queryWithoutValue(number: queries.count, column: column.name), at: "query")
      }
      queries.append(
        vectors.isEmpty
          ? .text(row.text(place), model: model) : .vector(try row.withVector(place) { Array($0) }))
      return queries.count <= Session.mostHits
    }
    return queries
  }

  private func searchQuery(_ value: Value, _ call: Call) throws -> SearchRequest.Query {
    switch value {
    case .string(let text): return .text(text, model: try call.optionalString("model"))
    case .vector(let elements): return .vector(elements)
    case .list(let list): return .vector(try list.map { try floatElement($0, call) })
    case .record(let record) where record.count == 1:
      return .key(try sqlValue(record.values[0], call, "query"))
    case .record: throw call.fail(.notARowQuery, at: "query")
    default: throw call.fail(.notAVectorElement(type: value.typeName), at: "query")
    }
  }

  private func floatElement(_ value: Value, _ call: Call) throws -> Float {
    switch value {
    case .int(let number): return Float(number)
    case .float(let number): return Float(number)
    default: throw call.fail(.notAVectorElement(type: value.typeName), at: "query")
    }
  }
}

extension Value {
  fileprivate var isNumber: Bool {
    switch self {
    case .int, .float: true
    default: false
    }
  }
}
