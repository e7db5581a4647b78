import Basics
import Stores
import Vectors

extension SearchTarget {
  /// What an index in a file can do for a search.
  enum FileIndexState {
    case fresh(HNSWIndex, FileIndexTables)
    /// It may not be used, and why.
    case unfit(String)
  }

  /// Candidates from an index in a file, read from their rows and compared there again: the rows are the truth.
  func fileIndexed(
    _ query: SearchQuery, _ record: IndexRecord, _ shelf: IndexShelf, limit: Int, within: Double?
  ) throws -> IndexAnswer {
    // Rows that stand for others than the table's own, and answers that name most rows, are not for the index.
    guard try isKeyed(record), limit <= record.rows / 8 else { return .none }
    // In one state of the data: an index made anew between two statements would give keys of other rows.
    return try store.snapshot(besideWrites: false) { _ in
      try candidates(query, record, shelf, limit: limit, within: within)
    }
  }

  private func candidates(
    _ query: SearchQuery, _ record: IndexRecord, _ shelf: IndexShelf, limit: Int, within: Double?
  ) throws -> IndexAnswer {
    switch try state(of: record, shelf) {
    case .unfit(let reason): return .unfit(reason)
    case .fresh(let index, let tables):
      var wanted = limit.multipliedCapped(by: 2).addingReportingOverflow(16).partialValue
      while true {
        let count = min(wanted, index.info.vectors)
        guard let found = try hits(query, record, index, tables, count: count) else {
          return .unfit("rows that it knows are gone")
        }
        if found.count >= limit || count == index.info.vectors {
          return .hits(Array(found.prefix(limit).filter { Double($0.distance) <= within ?? .infinity }))
        }
        // Where few rows pass a filter, comparing just those is less work.
        if count > index.info.vectors / 8 { return .none }
        wanted = wanted.multipliedCapped(by: 4)
      }
    }
  }

  /// True when the searched rows have the key of the indexed table.
  private func isKeyed(_ record: IndexRecord) throws -> Bool {
    guard let key = relation.key.first, relation.key.count == 1 else { return false }
    guard let origin = try baseColumn(key, in: relation.node, store: store) else { return false }
    let base = try store.describe(record.table)
    return origin.table == record.table && base?.key == [origin.column]
  }

  private func state(of record: IndexRecord, _ shelf: IndexShelf) throws -> FileIndexState {
    guard let base = try store.describe(record.table), let key = base.key.first.flatMap(base.column) else {
      return .unfit("its table has no key")
    }
    let tables = FileIndexTables(table: record.table, column: record.column, key: key)
    if try store.describe(tables.keys.name) == nil { return .unfit("its keys are gone") }
    var changes = 0
    try store.query(tables.log.count, []) { row in
      changes = Int(row.int(0))
      return false
    }
    if changes > 0 { return .unfit("\(counted(changes, "row")) changed since it was made") }
    guard let source = try FileIndexTables.source(of: record.name, in: store) else {
      return .unfit("its record is incomplete")
    }
    do {
      if let index = try shelf.index(record.name), index.info.source == source {
        return .fresh(index, tables)
      }
      // Another session may have made it anew.
      shelf.forget(record.name)
      guard let index = try shelf.index(record.name) else { return .unfit("its file is not there") }
      return index.info.source == source ? .fresh(index, tables) : .unfit("its file is of other rows")
    } catch let error as VectorsError {
      return .unfit(error.message)
    }
  }

  /// The nearest `count` of the graph that are among the searched rows, nearest first, at their true distance. Nil when a row
  /// of the graph is not in its table.
  private func hits(
    _ query: SearchQuery, _ record: IndexRecord, _ index: HNSWIndex, _ tables: FileIndexTables, count: Int
  ) throws -> [SearchHit]? {
    let width = max(record.options["ef_search"] ?? FileIndexJob.defaultSearchWidth, count)
    let near = try index.search(query.vector, limit: count, ef: width, filter: nil)
    var places: [KeyWords: Int] = [:]
    var keys: [SQLValue] = []
    let known = try tables.read(near.map(\.index), in: store)
    for neighbor in near {
      guard let key = known[neighbor.index] else { return nil }
      places[KeyWords([key])] = neighbor.index
      keys.append(key)
    }
    var found: [(place: Int, hit: SearchHit)] = []
    try query.vector.withUnsafeBufferPointer { vector in
      let comparison = Comparison(vector, metric: query.metric)
      let chosen = relation.key[0].column
      let node = Relation.Node.filter(scanned.node, .isIn(chosen, keys.map { .value($0) }))
      let rows = Relation(node: node, store: store, columns: scanned.columns, key: relation.key)
      try store.read(rows) { row in
        var distance: Float = 0
        let fault = try readVector(row, 1, dimension: vector.count, metric: query.metric) {
          distance = comparison.distance(to: $0)
        }
        if let fault { throw badRow(row, 1, fault) }
        let key = row.value(0)
        guard let place = places[KeyWords([key])] else { return true }
        found.append((place, SearchHit(distance: distance, key: [key])))
        return true
      }
    }
    if isWholeTable, found.count < near.count { return nil }
    found.sort { ($0.hit.distance, $0.place) < ($1.hit.distance, $1.place) }
    return found.map(\.hit)
  }

  /// True when no filter stands between the table and the search.
  private var isWholeTable: Bool {
    if case .table = relation.node { return true }
    return false
  }
}
