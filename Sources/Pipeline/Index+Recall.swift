import Stores
import Vectors

extension IndexJob {
  /// Asks the index and the exact search for the neighbours of stored vectors spread evenly over the keys.
  func measure() throws -> IndexRecord {
    let rows = try table.count(where: vector.column.column.isNotNull)
    var record = IndexRecord(
      table: table.name, column: vector.column, name: plan.name, kind: plan.kind, metric: vector.metric,
      options: plan.options, rows: rows, recall: 1, sample: 0)
    let relation = Relation(
      node: .table(table.name), store: store, columns: table.description.columns, key: table.description.key)
    let target = try SearchTarget(
      SearchRequest(relation: relation, column: vector.column, query: .vector([])))
    var (found, wanted) = (0, 0)
    for vector in try sample(of: rows) {
      if control.isCancelled() { throw Cancelled() }
      let query = SearchQuery(vector: vector, metric: self.vector.metric, model: nil)
      let depth = IndexRecord.recallDepth
      let truth =
        try target.pushedDown(query, limit: depth, within: nil, control: control)
        ?? target.scan(query, limit: depth, within: nil, control: control)
      let hits = try target.indexed(query, record, limit: min(depth, truth.hits.count), within: nil) ?? []
      // By distance: of rows equally far any is right.
      let bound = truth.hits.last?.distance ?? 0
      found += min(hits.count { $0.distance <= bound }, truth.hits.count)
      wanted += truth.hits.count
      record.sample += 1
      control.progress(Progress(job: "index", done: record.sample, total: request.sample, unit: "queries"))
    }
    if wanted > 0 { record.recall = Double(found) / Double(wanted) }
    return record
  }

  /// Every n-th vector in key order: the keys in one pass, then the vectors of those chosen.
  private func sample(of rows: Int) throws -> [[Float]] {
    let step = max(1, rows / request.sample)
    var keys: [SQLValue] = []
    var place = 0
    try store.read(columns([table.key.name], where: vector.column.column.isNotNull)) { row in
      if place % step == 0 { keys.append(row.value(0)) }
      place += 1
      return keys.count < request.sample
    }
    var vectors: [[Float]] = []
    if keys.isEmpty { return [] }
    let chosen = RowExpression.isIn(table.key.name.column, keys.map { .value($0) })
    try store.read(columns([table.key.name, vector.column], where: chosen)) { row in
      vectors.append(try row.withVector(1) { Array($0) })
      return true
    }
    return vectors
  }

  private func columns(_ names: [String], where condition: RowExpression) -> Relation {
    let kept = names.map { NamedExpression($0, .column($0)) }
    return table.relation(.select(.filter(.table(table.name), condition), kept), columns: names)
  }
}
