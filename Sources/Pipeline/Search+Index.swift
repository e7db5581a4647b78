import Stores
import Vectors

/// What an index says to one query.
enum IndexAnswer {
  case hits([SearchHit])
  /// Not to this query: too few of its candidates pass the filters, or most rows are asked for.
  case none
  /// It does not fit the rows, and why; so to no query.
  case unfit(String)
}

extension IndexRecord {
  /// What is said when a search cannot use it.
  func unfitWords(_ reason: String) -> String {
    "search: index `\(name)` is not used: \(reason); every row was compared. "
      + "`\(table) | index by: .\(column)` makes it anew"
  }
}

extension SearchTarget {
  /// The index on the searched column that answers for this metric; nil when there is none.
  func usableIndex(_ query: SearchQuery) throws -> IndexRecord? {
    guard let origin, origin.dimension == query.vector.count else { return nil }
    return try indexes(of: origin.table, in: store).first {
      $0.column == origin.column && $0.metric == query.metric
    }
  }

  /// Candidates from the index, compared again by our own distance. Nil when there are fewer than asked for: a filter can
  /// leave an index too little.
  func indexed(
    _ query: SearchQuery, _ index: IndexRecord, limit: Int, within: Double?
  ) throws -> [SearchHit]? {
    guard limit > 0, let vectors = store.dialect.vectors else { return nil }
    let count = limit.multipliedCapped(by: 2).addingReportingOverflow(16).partialValue
    let plan = index.plan(dimension: query.vector.count)
    let found = try store.transaction {
      for setting in vectors.searchSettings(plan, rows: count) { try store.execute(setting, []) }
      return try candidates(query, count: count, throughIndex: true)
    }
    if found.hits.count < limit { return nil }
    return Array(found.hits.prefix(limit).filter { Double($0.distance) <= within ?? .infinity })
  }
}
