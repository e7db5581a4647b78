import Embedding
import Stores
import Vectors

/// The nearest rows to each of many queries: for each in turn what ``search(_:models:control:)`` gives for it, with the query's number,
/// counted from 0, as the first column. The stored rows are read once for as many queries as memory bounds allow
/// (``SearchRequest/mostHits``), unless an index answers, or the engine's own operators a few. An index that does not fit the
/// rows is warned of once, and then answers none of the queries. `request.query` is not looked at.
/// - Throws: as `search`; ``PipelineError/badQueryOf(number:_:)``.
public func search(
  _ request: SearchRequest, queries: [SearchRequest.Query], models: ModelLookup,
  control: JobControl = JobControl()
) throws -> SearchResult {
  let watch = Stopwatch()
  try request.check()
  let target = try SearchTarget(request)
  let ready = try target.resolve(queries, metric: request.metric, models: models, control: control)
  let found = try stoppable(job: "search", kept: { "nothing was changed" }) {
    try target.findEach(ready, request, control)
  }
  let numbers = found.hits.enumerated().flatMap { number, hits in hits.map { _ in number } }
  var result = try target.rows(of: found.hits.flatMap { $0 }, numbers: numbers)
  result.scanned = found.scanned
  result.index = found.index
  result.indexedQueries = found.indexed
  result.metric = ready.last?.metric ?? target.origin?.metric ?? .l2
  result.model = ready.last?.model
  result.seconds = watch.seconds
  return result
}

extension SearchRequest {
  /// Hits kept at a time: with more queries than fit, the rows are read again for the next ones.
  static let mostHits = 1_000_000
  /// Fewer queries are left to an engine with vector operators, which need not send the rows.
  static let fewestForScan = 8
}

/// What many queries found, hits in the order of the queries.
private struct FoundEach {
  var hits: [[SearchHit]]
  var scanned = 0
  var index: IndexRecord?
  /// Queries that `index` answered.
  var indexed = 0
}

extension SearchTarget {
  /// Texts of one model are encoded together.
  fileprivate func resolve(
    _ queries: [SearchRequest.Query], metric: Metric?, models: ModelLookup, control: JobControl
  ) throws -> [SearchQuery] {
    var ready: [SearchQuery?] = queries.map { _ in nil }
    var texts: [String?: [(place: Int, text: String)]] = [:]
    for (place, query) in queries.enumerated() {
      if control.isCancelled() { throw PipelineError.stopped(job: "search", kept: "nothing was changed") }
      if case .text(let text, let name) = query {
        texts[name, default: []].append((place, text))
      } else {
        ready[place] = try numbered(place) {
          try resolve(query, metric: metric, models: models, control: control)
        }
      }
    }
    for (name, asked) in texts.sorted(by: { ($0.key ?? "") < ($1.key ?? "") }) {
      let found = try encode(asked.map(\.text), model: name, metric: metric, models, control)
      for (at, query) in found.enumerated() {
        ready[asked[at].place] = try numbered(asked[at].place) { try checked(query) }
      }
    }
    return ready.compactMap { $0 }
  }

  private func numbered(_ number: Int, _ body: () throws -> SearchQuery) throws -> SearchQuery {
    do {
      return try body()
    } catch PipelineError.badQuery(let fault) {
      throw PipelineError.badQueryOf(number: number, fault)
    }
  }

  /// Through an index one by one; the queries it cannot answer, or all of them when it does not fit, by comparing every row.
  fileprivate func findEach(_ queries: [SearchQuery], _ request: SearchRequest, _ control: JobControl) throws
    -> FoundEach
  {
    var found = FoundEach(hits: queries.map { _ in [] })
    var rest = Array(queries.indices)
    if let first = queries.first, !request.exact, let index = try usableIndex(first) {
      if let answers = try throughIndex(queries, index, request, control) {
        rest = []
        for (place, hits) in answers.enumerated() {
          if let hits { found.hits[place] = hits } else { rest.append(place) }
        }
        found.indexed = queries.count - rest.count
      }
      if found.indexed > 0 { (found.index, found.scanned) = (index, index.rows) }
    }
    let compared = try findEachExactly(rest.map { queries[$0] }, request, control)
    for (place, hits) in zip(rest, compared.hits) { found.hits[place] = hits }
    found.scanned = max(found.scanned, compared.scanned)
    return found
  }

  /// What the index gives for each query, nil where it cannot answer. Nil as a whole, with one warning, as soon as it is seen not
  /// to fit the rows: the answers then all come from one state of them.
  private func throughIndex(
    _ queries: [SearchQuery], _ index: IndexRecord, _ request: SearchRequest, _ control: JobControl
  ) throws -> [[SearchHit]?]? {
    var answers: [[SearchHit]?] = []
    for query in queries {
      if control.isCancelled() { throw Cancelled() }
      switch try throughIndex(query, index, request) {
      case .hits(let hits): answers.append(hits)
      case .none: answers.append(nil)
      case .unfit(let reason):
        control.warn(index.unfitWords(reason))
        return nil
      }
    }
    return answers
  }

  /// A few by the engine's operators one by one, where it has them; else all in one pass over the rows.
  private func findEachExactly(
    _ queries: [SearchQuery], _ request: SearchRequest, _ control: JobControl
  ) throws -> (hits: [[SearchHit]], scanned: Int) {
    let isPushed = store.dialect.vectors != nil && queries.count < SearchRequest.fewestForScan
    if isPushed || queries.count <= 1 {
      let all = try queries.map { try findExactly($0, request, control) }
      return (all.map(\.hits), all.map(\.scanned).max() ?? 0)
    }
    let chunk = max(1, SearchRequest.mostHits / max(1, request.limit, queries[0].vector.count))
    var hits: [[SearchHit]] = []
    var scanned = 0
    for start in stride(from: 0, to: queries.count, by: chunk) {
      let part = Array(queries[start..<min(queries.count, start + chunk)])
      let found = try scanEach(part, request, control)
      hits += found.hits
      scanned = max(scanned, found.scanned)
    }
    return (hits, scanned)
  }

  /// One pass over the rows in blocks; a block is searched by many threads while it is in memory.
  private func scanEach(_ queries: [SearchQuery], _ request: SearchRequest, _ control: JobControl) throws
    -> (hits: [[SearchHit]], scanned: Int)
  {
    let metric = queries[0].metric
    let matrix = try Matrix(copying: queries.map(\.vector))
    var best = queries.map { _ in NearestHits(limit: request.limit, within: request.within) }
    var count = 0
    try forEachBlock(dimension: matrix.columns, metric: metric, control: control) { rows, keys in
      var search = ExactSearch(
        metric: metric, limit: request.limit, within: request.within, workers: request.workers,
        isCancelled: control.isCancelled)
      search.reaches = best.map { Double($0.bound) }
      for (query, found) in try search.nearest(toEach: matrix, in: rows).enumerated() {
        for hit in found {
          best[query].offer(hit.distance, order: count + hit.index) { keys[hit.index] }
        }
      }
      count += rows.rows
    }
    return (best.map(\.sorted), count)
  }

  /// The rows that have a vector, in key order, in blocks of bounded size: vectors and keys.
  private func forEachBlock(
    dimension: Int, metric: Metric, control: JobControl, _ body: (Matrix, [[SQLValue]]) throws -> Void
  ) throws {
    let relation = scanned
    let place = relation.columns.count - 1
    let block = try Matrix.checked(rows: VectorScan.blockRows, columns: dimension)
    var keys: [[SQLValue]] = []
    try store.read(relation) { row in
      let fault = try readVector(row, place, dimension: dimension, metric: metric) { elements in
        if let base = elements.baseAddress { block.row(keys.count).update(from: base, count: dimension) }
      }
      if let fault { throw badRow(row, place, fault) }
      keys.append((0..<place).map(row.value))
      if keys.count < block.rows { return true }
      if control.isCancelled() { throw Cancelled() }
      try body(block, keys)
      keys = []
      return true
    }
    if !keys.isEmpty { try body(block.slice(0..<keys.count), keys) }
  }
}
