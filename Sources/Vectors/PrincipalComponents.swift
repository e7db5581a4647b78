import CKernels

/// Principal component analysis (Jolliffe 2002, ch. 2): the directions in which rows differ most. Exact: eigenvectors of the whole
/// covariance matrix, in double. The same bits for any number of workers and any instruction set.
public struct PrincipalComponents: Sendable {
  /// The mean row.
  public let mean: [Double]
  /// Unit vectors, the one of the largest variance first; in each the element of the largest size (the first of equals) is
  /// positive.
  public let components: [[Double]]
  /// Variance along each component, n as the divisor; never negative.
  public let variances: [Double]
  /// Sum of the variances over all dimensions.
  public let totalVariance: Double

  /// Learns `count` components. Time grows with rows · d² / 2 and 4/3 d³; memory with d².
  /// - Throws: ``VectorsError/noRows``, ``VectorsError/badComponentCount(_:dimension:)``, ``VectorsError/nonFinite(row:)``,
  ///   ``VectorsError/tooLong(row:)``, ``Cancelled``.
  public init(_ rows: Matrix, count: Int, workers: Int = 1, isCancelled: CancelCheck? = nil) throws {
    guard rows.rows > 0 else { throw VectorsError.noRows }
    guard count >= 1, count <= rows.columns else {
      throw VectorsError.badComponentCount(count, dimension: rows.columns)
    }
    try rows.requireFinite(workers: workers)
    let covariance = try Covariance(rows, workers: workers, isCancelled: isCancelled)
    var tridiagonal = Tridiagonal(covariance.matrix, size: rows.columns)
    if let isCancelled, isCancelled() { throw Cancelled() }
    var components: [[Double]] = []
    var variances: [Double] = []
    for (value, vector) in tridiagonal.largest(count) {
      variances.append(max(0, value))
      components.append(PrincipalComponents.turned(vector))
    }
    mean = covariance.mean
    totalVariance = covariance.trace
    self.components = components
    self.variances = variances
  }

  init(mean: [Double], components: [[Double]], variances: [Double], totalVariance: Double) {
    self.mean = mean
    self.components = components.map(PrincipalComponents.turned)
    self.variances = variances
    self.totalVariance = totalVariance
  }

  /// A vector or its opposite: the one whose largest element is positive.
  private static func turned(_ vector: [Double]) -> [Double] {
    var most = 0.0
    var sign = 1.0
    // Elements that differ by rounding alone count as equal.
    for element in vector where element.magnitude > most * (1 + 1e-9) {
      most = element.magnitude
      sign = element < 0 ? -1 : 1
    }
    return sign < 0 ? vector.map { -$0 } : vector
  }

  /// Coordinates of each row along the components, row after row: `rows.rows` times `components.count` numbers.
  /// - Throws: ``VectorsError/dimensionMismatch(expected:actual:)``.
  public func project(_ rows: Matrix, workers: Int = 1) throws(VectorsError) -> [Double] {
    guard rows.columns == mean.count else {
      throw .dimensionMismatch(expected: mean.count, actual: rows.columns)
    }
    let width = components.count
    let out = Slots<Double>(repeating: 0, count: rows.rows * width)
    let directions = components
    let mean = mean
    parallelFor((rows.rows + 255) / 256, workers: workers) { chunk in
      for at in chunk * 256..<min(rows.rows, (chunk + 1) * 256) {
        let row = rows.row(at)
        for (index, direction) in directions.enumerated() {
          out[at * width + index] = direction.withUnsafeBufferPointer { direction in
            mean.withUnsafeBufferPointer { mean in
              var sum = 0.0
              for element in 0..<mean.count {
                sum += (Double(row[element]) - mean[element]) * direction[element]
              }
              return sum
            }
          }
        }
      }
    }
    return out.array
  }
}

/// Mean and covariance of rows, divided by their number.
struct Covariance {
  /// Rows added at a time: few enough that they stay in the cache.
  private static let chunkRows = 128

  let mean: [Double]
  /// Symmetric, d rows of d.
  let matrix: [Double]
  let trace: Double

  init(_ rows: Matrix, workers: Int, isCancelled: CancelCheck?) throws {
    let d = rows.columns
    let padded = (d + 7) / 8 * 8
    let mean = Covariance.mean(rows)
    let sums = Slots<Double>(repeating: 0, count: padded * padded)
    let chunk = Slots<Double>(repeating: 0, count: Covariance.chunkRows * padded)
    for start in stride(from: 0, to: rows.rows, by: Covariance.chunkRows) {
      if let isCancelled, isCancelled() { throw Cancelled() }
      let count = min(Covariance.chunkRows, rows.rows - start)
      for at in 0..<count {
        let row = rows.row(start + at)
        for element in 0..<d { chunk.base[at * padded + element] = Double(row[element]) - mean[element] }
      }
      // The upper triangle is cut in strips of rows; each has all chunks added in order, whoever does it.
      parallelFor((d + 15) / 16, workers: count * d < 4096 ? 1 : workers) { strip in
        vnb_add_products(chunk.base, count, padded, strip * 16, min(d, strip * 16 + 16), sums.base)
      }
    }
    var matrix = [Double](repeating: 0, count: d * d)
    var trace = 0.0
    for i in 0..<d {
      for j in i..<d {
        let value = sums[i * padded + j] / Double(rows.rows)
        matrix[i * d + j] = value
        matrix[j * d + i] = value
      }
      trace += matrix[i * d + i]
    }
    (self.mean, self.matrix, self.trace) = (mean, matrix, trace)
  }

  static func mean(_ rows: Matrix) -> [Double] {
    var sum = [Double](repeating: 0, count: rows.columns)
    let order = Slots<UInt32>(repeating: 0, count: 4096)
    for start in stride(from: 0, to: rows.rows, by: 4096) {
      let count = min(4096, rows.rows - start)
      for at in 0..<count { order[at] = UInt32(at) }
      vnb_add_rows(rows.row(start), rows.stride, order.base, count, rows.columns, &sum)
    }
    return sum.map { $0 / Double(rows.rows) }
  }
}
