import Embedding
import Stores
import Vectors

/// The nearest rows to each of many queries: for each in turn what ``search(_:models:control:)`` gives for it, with the query's number,
/// counted from 0, as the first column. The stored rows are read once for as many queries as memory bounds allow
/// (``SearchRequest/mostHits``), unless an index or the engine's own operators answer a few. `request.query` is not looked at.
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

  /// Through an index or the engine's operators one by one; else all in one pass over the rows.
  fileprivate func findEach(_ queries: [SearchQuery], _ request: SearchRequest, _ control: JobControl) throws
    -> (hits: [[SearchHit]], scanned: Int, index: IndexRecord?)
  {
    guard let first = queries.first else { return ([], 0, nil) }
    let hasIndex = try !request.exact && usableIndex(first) != nil
    let isPushed = store.dialect.vectors != nil && queries.count < SearchRequest.fewestForScan
    if hasIndex || isPushed || queries.count == 1 {
      let all = try queries.map { try find($0, request, control) }
      return (all.map(\.hits), all.last?.scanned ?? 0, all.last?.index)
    }
    let chunk = max(1, SearchRequest.mostHits / max(1, request.limit, queries[0].vector.count))
    var hits: [[SearchHit]] = []
    var scanned = 0
    for start in stride(from: 0, to: queries.count, by: chunk) {
      let part = Array(queries[start..<min(queries.count, start + chunk)])
      let found = try scanEach(part, request, control)
      hits += found.hits
      scanned = found.scanned
    }
    return (hits, scanned, nil)
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
