import CKernels

/// How to find components from random directions.
public struct RandomizedOptions: Sendable {
  /// Directions carried along beside those asked for.
  public var oversampling = 10
  /// Passes over the rows at most.
  public var passes = 24
  public var seed: UInt64 = 0
  /// Together with `seed` it keys the stream "pca".
  public var sessionSeed: UInt64 = 0
  public var workers = 1
  public var isCancelled: CancelCheck?

  public init() {}
}

extension PrincipalComponents {
  /// Learns `count` components from random directions that each pass over the rows turns towards the widest ones (Halko, Martinsson and
  /// Tropp 2011, algorithm 4.4, on the side of the dimensions). It ends when a pass changes the variance found by less than 2^-20 of it, or
  /// after `passes`. Products of rows and directions are float32, the rest double; every sum has one order, so the result depends on the
  /// rows and the seed alone. Time grows with rows · d · (count + oversampling) a pass; memory with d · (count + oversampling).
  /// - Throws: as ``init(_:count:workers:isCancelled:)``.
  public static func randomized(
    _ rows: Matrix, count: Int, _ options: RandomizedOptions = RandomizedOptions()
  )
    throws -> PrincipalComponents
  {
    guard rows.rows > 0 else { throw VectorsError.noRows }
    let d = rows.columns
    guard count >= 1, count <= d else { throw VectorsError.badComponentCount(count, dimension: d) }
    try rows.requireFinite(workers: options.workers)
    let mean = Covariance.mean(rows)
    let width = min(d, count + max(0, options.oversampling))
    var stream = SeededStream(seed: options.sessionSeed, name: "pca", own: options.seed)
    var basis = Basis((0..<width).map { _ in (0..<d).map { _ in stream.bell() } })
    var last = 0.0
    var total = 0.0
    var found: [(value: Double, vector: [Double])] = []
    for _ in 0..<max(1, options.passes) {
      let pass = try RangePass(rows, mean, basis, options)
      total = pass.trace
      // The components within the span of the basis (Rayleigh and Ritz).
      var inner = Tridiagonal(pass.inner, size: width)
      found = inner.largest(count).map { (max(0, $0.value), basis.combined($0.vector)) }
      let held = found.reduce(0) { $0 + $1.value }
      if width == d || abs(held - last) <= 0x1p-20 * held { break }
      last = held
      basis = Basis(pass.images)
    }
    return PrincipalComponents(
      mean: mean, components: found.map(\.vector), variances: found.map(\.value), totalVariance: total)
  }
}

/// Orthonormal directions.
private struct Basis {
  private(set) var vectors: [[Double]]

  /// The span of `vectors`: Gram-Schmidt, twice over. One that depends on those before is replaced by an axis that does not.
  init(_ vectors: [[Double]]) {
    self.vectors = []
    var axis = 0
    for vector in vectors {
      var next = cleared(vector)
      while next == nil {
        var unit = [Double](repeating: 0, count: vector.count)
        unit[axis] = 1
        axis += 1
        next = cleared(unit)
      }
      if let next { self.vectors.append(next) }
    }
  }

  /// What of `vector` the others do not hold, of length 1; nil when that is rounding only.
  private func cleared(_ vector: [Double]) -> [Double]? {
    var rest = vector
    let before = Basis.length(rest)
    for _ in 0..<2 {
      for other in vectors {
        var dot = 0.0
        for at in rest.indices { dot += rest[at] * other[at] }
        for at in rest.indices { rest[at] -= dot * other[at] }
      }
    }
    let length = Basis.length(rest)
    guard length > 1e-12 * before, length > 0 else { return nil }
    return rest.map { $0 / length }
  }

  private static func length(_ vector: [Double]) -> Double {
    var largest = 0.0
    for element in vector { largest = max(largest, element.magnitude) }
    guard largest > 0 else { return 0 }
    var sum = 0.0
    for element in vector { sum += (element / largest) * (element / largest) }
    return sum.squareRoot() * largest
  }

  /// The sum of the directions, each times its factor.
  func combined(_ factors: [Double]) -> [Double] {
    var sum = [Double](repeating: 0, count: vectors.first?.count ?? 0)
    for (vector, factor) in zip(vectors, factors) {
      for at in sum.indices { sum[at] += factor * vector[at] }
    }
    return sum
  }
}

/// One pass over the rows: with C their covariance and Q the basis, C Q and Qᵀ C Q.
private struct RangePass {
  private static let chunkRows = 128
  /// Rows whose sums one thread makes.
  private static let pieceRows = 4096
  /// Pieces summed before they are combined in their order.
  private static let wave = 16

  let images: [[Double]]
  /// Symmetric, width rows of width.
  let inner: [Double]
  let trace: Double

  init(_ rows: Matrix, _ mean: [Double], _ basis: Basis, _ options: RandomizedOptions) throws {
    let d = rows.columns
    let width = basis.vectors.count
    let side = (width + d + 7) / 8 * 8
    let directions = Matrix(rows: width, columns: d)
    for (at, vector) in basis.vectors.enumerated() { directions.setRow(at, vector.map { Float($0) }) }
    let packed = Matrix(rows: 1, columns: vnb_gemm_packed_size(width, d))
    vnb_gemm_pack(directions.base, width, d, directions.stride, packed.base)
    let pieces = (rows.rows + RangePass.pieceRows - 1) / RangePass.pieceRows
    var sums = [Double](repeating: 0, count: width * side)
    var trace = 0.0
    for first in stride(from: 0, to: pieces, by: RangePass.wave) {
      if let isCancelled = options.isCancelled, isCancelled() { throw Cancelled() }
      let count = min(RangePass.wave, pieces - first)
      let partial = Slots<Double>(repeating: 0, count: count * width * side)
      let traces = Slots<Double>(repeating: 0, count: count)
      parallelFor(count, workers: options.workers) { at in
        let start = (first + at) * RangePass.pieceRows
        traces[at] = RangePass.add(
          rows, start..<min(rows.rows, start + RangePass.pieceRows), mean, packed, width, side,
          to: partial.base + at * width * side)
      }
      for at in 0..<count {
        for place in 0..<width * side { sums[place] += partial[at * width * side + place] }
        trace += traces[at]
      }
    }
    let n = Double(rows.rows)
    self.trace = trace / n
    images = (0..<width).map { i in (0..<d).map { sums[i * side + width + $0] / n } }
    inner = (0..<width * width).map { at in
      let (i, j) = (min(at / width, at % width), max(at / width, at % width))
      return sums[i * side + j] / n
    }
  }

  /// Sums of products of some rows: with x a centred row and w its product with the directions, w wᵀ and w xᵀ. The sum of |x|².
  private static func add(
    _ rows: Matrix, _ range: Range<Int>, _ mean: [Double], _ packed: Matrix, _ width: Int, _ side: Int,
    to sums: UnsafeMutablePointer<Double>
  ) -> Double {
    let d = rows.columns
    let centred = Matrix(rows: chunkRows, columns: d)
    let products = Matrix(rows: chunkRows, columns: width)
    let joined = Slots<Double>(repeating: 0, count: chunkRows * side)
    var trace = 0.0
    for start in stride(from: range.lowerBound, to: range.upperBound, by: chunkRows) {
      let count = min(chunkRows, range.upperBound - start)
      for at in 0..<count {
        let (source, target) = (rows.row(start + at), centred.row(at))
        let wide = joined.base + at * side + width
        for column in 0..<d {
          let value = Double(source[column]) - mean[column]
          target[column] = Float(value)
          wide[column] = value
          trace += value * value
        }
      }
      vnb_gemm(
        centred.base, centred.stride, count, packed.base, width, d, nil, products.base, products.stride)
      for at in 0..<count {
        for column in 0..<width { joined[at * side + column] = Double(products.row(at)[column]) }
      }
      vnb_add_products(joined.base, count, side, 0, width, sums)
    }
    return trace
  }
}
