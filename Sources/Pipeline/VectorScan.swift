import Stores
import Vectors

/// Streams the vectors of a relation in blocks of bounded size, checking each: right dimension, finite, and with a
/// direction under cosine. Blocks are cut by row count alone, so that what is computed on them does not depend on pages.
struct VectorScan {
  /// Rows of a block: 6 MB at 384 dimensions, enough for a few workers to share.
  static let blockRows = 4096

  struct Block {
    /// The first `count` rows are valid.
    let vectors: Matrix
    let count: Int
    /// One for each row, or none when the scan does not keep them.
    let keys: [SQLValue]
    /// The valid rows alone.
    var filled: Matrix { count == vectors.rows ? vectors : vectors.slice(0..<count) }
  }

  let store: any Store
  /// The key, then the vector.
  let relation: Relation
  let table: String
  let column: String
  let dimension: Int
  let metric: Metric
  var blockRows = VectorScan.blockRows
  var keepsKeys = true

  /// Calls `body` for each block in order; false stops the scan. A block is the receiver's to keep.
  func forEachBlock(_ body: (Block) throws -> Bool) throws {
    var vectors: Matrix?
    var keys: [SQLValue] = []
    var count = 0
    var goesOn = true
    try store.read(relation) { row in
      let target = try vectors ?? Matrix.checked(rows: blockRows, columns: dimension)
      vectors = target
      try copyVector(row, into: target.row(count))
      if keepsKeys { keys.append(row.value(0)) }
      count += 1
      if count < blockRows { return true }
      goesOn = try body(Block(vectors: target, count: count, keys: keys))
      vectors = nil
      keys = []
      count = 0
      return goesOn
    }
    if goesOn, let vectors { _ = try body(Block(vectors: vectors, count: count, keys: keys)) }
  }

  private func copyVector(_ row: any ResultRow, into target: UnsafeMutablePointer<Float>) throws {
    let fault = try readVector(row, 1, dimension: dimension, metric: metric) { elements in
      if let base = elements.baseAddress { target.update(from: base, count: dimension) }
    }
    guard let fault else { return }
    throw PipelineError.badVector(key: row.value(0).words, column: column, table: table, fault)
  }
}

/// Calls `body` with the elements of a vector that is fit for `metric`; what is wrong with it when it is not.
func readVector(
  _ row: any ResultRow, _ place: Int, dimension: Int, metric: Metric,
  _ body: (UnsafeBufferPointer<Float>) -> Void
) throws -> VectorFault? {
  do {
    return try row.withVector(place) { elements in
      if let fault = faultOf(elements, dimension: dimension, metric: metric) { return fault }
      body(elements)
      return nil
    }
  } catch StoreError.vectorLength(_, let bytes, _) {
    return bytes % 4 == 0 ? .dimension(has: bytes / 4, wanted: dimension) : .notVector(bytes: bytes)
  }
}

/// What makes a vector unusable under `metric`; nil when nothing does.
func faultOf(_ elements: UnsafeBufferPointer<Float>, dimension: Int, metric: Metric) -> VectorFault? {
  guard elements.count == dimension, let base = elements.baseAddress else {
    return .dimension(has: elements.count, wanted: dimension)
  }
  return faultOf(squaredNorm: Distance.dot(base, base, count: dimension), elements, metric)
}

/// The same for a vector whose squared length is known: an element that is not finite makes that one not finite too.
func faultOf(squaredNorm: Float, _ elements: UnsafeBufferPointer<Float>, _ metric: Metric) -> VectorFault? {
  if !(squaredNorm <= Matrix.largestSquaredNorm) {
    return elements.firstIndex { !$0.isFinite }.map { .notFinite(element: $0) } ?? .tooLong
  }
  return metric == .cosine && squaredNorm < Matrix.smallestSquaredNorm ? .zero : nil
}
