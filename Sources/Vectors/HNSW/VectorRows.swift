import CKernels

/// float32 rows somewhere in memory that `owner` keeps alive: a ``Matrix``, a mapped file. Nothing is copied. The memory need only be
/// aligned to 4 bytes (64 is fastest) and must not change while it is used.
public struct VectorRows: @unchecked Sendable {
  /// Start of row 0.
  public let base: UnsafePointer<Float>
  public let rows: Int
  /// Values of a row.
  public let columns: Int
  /// Floats from the start of one row to that of the next, at least `columns`.
  public let stride: Int
  private let owner: AnyObject

  public init(_ matrix: Matrix) {
    self.init(
      base: matrix.base, rows: matrix.rows, columns: matrix.columns, stride: matrix.stride, owner: matrix)
  }

  /// `base` must hold (rows - 1) * stride + columns floats for as long as `owner` lives.
  public init(base: UnsafePointer<Float>, rows: Int, columns: Int, stride: Int, owner: AnyObject) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.stride = stride
    self.owner = owner
  }

  /// Start of a row; `columns` floats may be read.
  @inlinable public func row(_ index: Int) -> UnsafePointer<Float> { base + index &* stride }

  /// A copy of a row.
  public func rowArray(_ index: Int) -> [Float] {
    Array(UnsafeBufferPointer(start: row(index), count: columns))
  }

  /// The squared length of every row, in canonical order.
  /// - Throws: for the first row that distances cannot be computed on ``VectorsError/nonFinite(row:)`` or
  ///   ``VectorsError/tooLong(row:)``; under `cosine` also ``VectorsError/zeroVector(row:)``.
  func squaredNorms(metric: Metric, workers: Int) throws(VectorsError) -> Slots<Float> {
    let squares = Slots<Float>(repeating: 0, count: rows)
    let firstBad = Slots(repeating: Int.max, count: (rows + 4095) / 4096)
    let smallest = metric == .cosine ? Matrix.smallestSquaredNorm : 0
    parallelFor(firstBad.count, workers: workers) { chunk in
      for index in chunk * 4096..<min(rows, (chunk + 1) * 4096) {
        let square = vnb_dot(row(index), row(index), columns)
        squares[index] = square
        if square <= Matrix.largestSquaredNorm, square >= smallest { continue }
        firstBad[chunk] = index
        return
      }
    }
    guard let bad = firstBad.array.min(), bad < rows else { return squares }
    if squares[bad] < smallest { throw .zeroVector(row: bad) }
    throw rowArray(bad).allSatisfy(\.isFinite) ? .tooLong(row: bad) : .nonFinite(row: bad)
  }
}
