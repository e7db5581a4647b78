import Stores
import Vectors

/// A row found by a search.
struct SearchHit {
  let distance: Float
  let key: [SQLValue]
}

extension SearchTarget {
  /// Compares every row where it lies in the store's memory, without copying it, and keeps the best.
  func scan(
    _ query: SearchQuery, limit: Int, within: Double?, control: JobControl
  ) throws -> (hits: [SearchHit], scanned: Int) {
    var best = NearestHits(limit: limit, within: within)
    let relation = scanned
    let place = relation.columns.count - 1
    var count = 0
    try query.vector.withUnsafeBufferPointer { vector in
      let comparison = Comparison(vector, metric: query.metric)
      try store.read(relation) { row in
        if count % 4096 == 0, control.isCancelled() { throw Cancelled() }
        var distance: Float = 0
        let fault = try readVector(row, place, dimension: vector.count, metric: query.metric) {
          distance = comparison.distance(to: $0)
        }
        if let fault { throw badRow(row, place, fault) }
        best.offer(distance, order: count) { (0..<place).map(row.value) }
        count += 1
        return true
      }
    }
    return (best.sorted, count)
  }

  func badRow(_ row: any ResultRow, _ place: Int, _ fault: VectorFault) -> PipelineError {
    let key = (0..<place).map { row.value($0).words }.joined(separator: ", ")
    return .badVector(key: key, column: column, table: relation.title, fault)
  }
}

/// One query against rows that lie in the store's memory. The query outlives it.
struct Comparison {
  let query: UnsafeBufferPointer<Float>
  let metric: Metric
  private let square: Float

  init(_ query: UnsafeBufferPointer<Float>, metric: Metric) {
    self.query = query
    self.metric = metric
    square = query.baseAddress.map { Distance.dot($0, $0, count: query.count) } ?? 0
  }

  func distance(to elements: UnsafeBufferPointer<Float>) -> Float {
    guard let a = query.baseAddress, let b = elements.baseAddress else { return 0 }
    let count = query.count
    switch metric {
    case .l2: return Distance.squaredL2(a, b, count: count).squareRoot()
    case .ip: return -Distance.dot(a, b, count: count)
    case .l1: return Distance.l1(a, b, count: count)
    case .hamming: return Distance.hamming(a, b, count: count)
    case .cosine:
      // In double and rounded once, as `Distance.between` does; tests hold the two together.
      let squares = Double(square) * Double(Distance.dot(b, b, count: count))
      let similarity = Double(Distance.dot(a, b, count: count)) / squares.squareRoot()
      return Float(min(max(1 - similarity, 0), 2))
    }
  }
}

/// The `limit` nearest of the rows offered; of equally far ones those offered first.
struct NearestHits {
  private var best: TopK
  private let within: Double
  /// Keys of what was kept at some time; those that have dropped out are cleared now and then.
  private var keys: [Int: [SQLValue]] = [:]

  /// A distance above this cannot enter any more.
  var bound: Float { best.bound }

  init(limit: Int, within: Double?) {
    best = TopK(limit: limit)
    self.within = within ?? .infinity
  }

  mutating func offer(_ distance: Float, order: Int, key: () -> [SQLValue]) {
    guard distance <= best.bound, Double(distance) <= within else { return }
    let neighbor = Neighbor(index: order, distance: distance)
    guard best.accepts(neighbor) else { return }
    best.offer(neighbor)
    keys[order] = key()
    if keys.count - 64 > best.limit.multipliedCapped(by: 4) {
      let kept = Set(best.sorted().map(\.index))
      keys = keys.filter { kept.contains($0.key) }
    }
  }

  /// Nearest first.
  var sorted: [SearchHit] {
    best.sorted().map { SearchHit(distance: $0.distance, key: keys[$0.index] ?? []) }
  }
}
