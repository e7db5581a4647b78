/// A symmetric matrix turned into a tridiagonal one by Householder reflections, and its largest eigenpairs by bisection and inverse
/// iteration (Golub and Van Loan 2013, sections 8.3.1, 8.4.1 and 8.2.2). Every step has one order, so the result has one set of bits.
struct Tridiagonal {
  private let size: Int
  /// Reflection k lies in row k, from element k + 1 on; of length 1, or zero where none was needed.
  private var reflections: [Double]
  private var diagonal: [Double]
  /// Element k joins k and k + 1.
  private var beside: [Double]

  /// `matrix` has `size` rows of `size`; only its symmetric part is meaningful.
  init(_ matrix: [Double], size: Int) {
    self.size = size
    reflections = matrix
    diagonal = [Double](repeating: 0, count: size)
    beside = [Double](repeating: 0, count: size)
    var product = [Double](repeating: 0, count: size)
    let n = size
    let (diagonal, beside) = reflections.withUnsafeMutableBufferPointer { a in
      product.withUnsafeMutableBufferPointer { Tridiagonal.reduce(a, n, $0) }
    }
    (self.diagonal, self.beside) = (diagonal, beside)
  }

  private static func reduce(
    _ a: UnsafeMutableBufferPointer<Double>, _ n: Int, _ p: UnsafeMutableBufferPointer<Double>
  ) -> ([Double], [Double]) {
    var diagonal = [Double](repeating: 0, count: n)
    var beside = [Double](repeating: 0, count: n)
    for k in 0..<n {
      diagonal[k] = a[k * n + k]
      guard k + 1 < n else { break }
      beside[k] = reflect(a, n, k)
      if k + 2 >= n { continue }
      apply(a, n, k, p)
    }
    return (diagonal, beside)
  }

  /// Makes row k beyond its neighbour zero: leaves the unit vector of the reflection there and gives what stands beside the
  /// diagonal.
  private static func reflect(_ a: UnsafeMutableBufferPointer<Double>, _ n: Int, _ k: Int) -> Double {
    let row = k * n
    var largest = 0.0
    for j in k + 1..<n { largest = max(largest, a[row + j].magnitude) }
    var tail = 0.0
    for j in k + 1..<n where largest > 0 {
      a[row + j] /= largest
      if j > k + 1 { tail += a[row + j] * a[row + j] }
    }
    guard tail > 0 else {
      let value = a[row + k + 1] * (largest > 0 ? largest : 1)
      for j in k + 1..<n { a[row + j] = 0 }
      return value
    }
    let head = a[row + k + 1]
    let length = (head * head + tail).squareRoot()
    let target = head > 0 ? -length : length
    a[row + k + 1] = head - target
    let norm = (a[row + k + 1] * a[row + k + 1] + tail).squareRoot()
    for j in k + 1..<n { a[row + j] /= norm }
    return target * largest
  }

  /// A := H A H on what is left, H = 1 - 2 u uᵀ: with p = A u and w = p - (uᵀ p) u, A := A - 2 u wᵀ - 2 w uᵀ.
  private static func apply(
    _ a: UnsafeMutableBufferPointer<Double>, _ n: Int, _ k: Int, _ p: UnsafeMutableBufferPointer<Double>
  ) {
    let u = k * n
    for j in k + 1..<n { p[j] = 0 }
    for i in k + 1..<n {
      let factor = a[u + i]
      if factor == 0 { continue }
      for j in k + 1..<n { p[j] += factor * a[i * n + j] }
    }
    var dot = 0.0
    for j in k + 1..<n { dot += a[u + j] * p[j] }
    for j in k + 1..<n { p[j] -= dot * a[u + j] }
    for i in k + 1..<n {
      let (first, second) = (2 * a[u + i], 2 * p[i])
      for j in k + 1..<n { a[i * n + j] -= first * p[j] + second * a[u + j] }
    }
  }

  /// The `count` largest eigenvalues with unit eigenvectors of the original matrix, largest first.
  mutating func largest(_ count: Int) -> [(value: Double, vector: [Double])] {
    var found: [(value: Double, vector: [Double])] = []
    for rank in 0..<min(count, size) {
      let value = eigenvalue(rank)
      found.append((value, inverseIteration(value, rank: rank, against: found.map(\.vector))))
    }
    return found.map { ($0.value, restored($0.vector)) }
  }

  private var bound: Double {
    var bound = 0.0
    for k in 0..<size {
      let before = k > 0 ? beside[k - 1].magnitude : 0
      bound = max(bound, diagonal[k].magnitude + before + beside[k].magnitude)
    }
    return bound
  }

  /// How many eigenvalues are above `x` (Sturm's sequence).
  private func countAbove(_ x: Double, _ tiny: Double) -> Int {
    var above = 0
    var pivot = 1.0
    for k in 0..<size {
      let square = k > 0 ? beside[k - 1] * beside[k - 1] : 0
      pivot = diagonal[k] - x - (k > 0 ? square / pivot : 0)
      if pivot.magnitude < tiny { pivot = -tiny }
      if pivot > 0 { above += 1 }
    }
    return above
  }

  /// The eigenvalue of that rank, 0 for the largest, by bisection to the last bits.
  private func eigenvalue(_ rank: Int) -> Double {
    var (low, high) = (-bound, bound)
    let tiny = max(bound * 0x1p-60, 0x1p-1000)
    for _ in 0..<120 {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if countAbove(middle, tiny) > rank { low = middle } else { high = middle }
    }
    return low + (high - low) / 2
  }

  /// An eigenvector of the tridiagonal matrix, orthogonal to those before.
  private func inverseIteration(_ value: Double, rank: Int, against others: [[Double]]) -> [Double] {
    // Starts differ by rank, so that equal eigenvalues get different vectors.
    var state = UInt64(rank) &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1
    var vector = (0..<size).map { _ -> Double in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) * 0x1p-24 + 0.5
    }
    for _ in 0..<5 {
      vector = Tridiagonal.unit(solved(value, vector))
      for _ in 0..<2 {
        for other in others {
          var dot = 0.0
          for k in 0..<size { dot += vector[k] * other[k] }
          for k in 0..<size { vector[k] -= dot * other[k] }
        }
        vector = Tridiagonal.unit(vector)
      }
    }
    return vector
  }

  /// (T - value) x = b by elimination with row exchanges; a pivot of zero counts as a tiny one.
  private func solved(_ value: Double, _ b: [Double]) -> [Double] {
    let tiny = max(bound * 0x1p-52, 0x1p-1000)
    var main = diagonal.map { $0 - value }
    var upper = beside
    var second = [Double](repeating: 0, count: size)
    var x = b
    for k in 0..<size - 1 {
      let below = beside[k]
      if below.magnitude > main[k].magnitude {
        let factor = main[k] / below
        let (next, over) = (main[k + 1], k + 2 < size ? upper[k + 1] : 0)
        main[k] = below
        (main[k + 1], upper[k]) = (upper[k] - factor * next, next)
        second[k] = over
        if k + 2 < size { upper[k + 1] = -factor * over }
        (x[k], x[k + 1]) = (x[k + 1], x[k] - factor * x[k + 1])
      } else {
        if main[k].magnitude < tiny { main[k] = tiny }
        let factor = below / main[k]
        main[k + 1] -= factor * upper[k]
        x[k + 1] -= factor * x[k]
      }
    }
    if main[size - 1].magnitude < tiny { main[size - 1] = tiny }
    for k in stride(from: size - 1, through: 0, by: -1) {
      var sum = x[k]
      if k + 1 < size { sum -= upper[k] * x[k + 1] }
      if k + 2 < size { sum -= second[k] * x[k + 2] }
      x[k] = sum / main[k]
    }
    return x
  }

  private static func unit(_ vector: [Double]) -> [Double] {
    let largest = vector.reduce(0) { max($0, $1.magnitude) }
    guard largest > 0 else { return vector }
    var square = 0.0
    for element in vector { square += (element / largest) * (element / largest) }
    let length = square.squareRoot()
    return vector.map { $0 / largest / length }
  }

  /// The reflections undone, last first.
  private func restored(_ vector: [Double]) -> [Double] {
    var vector = vector
    for k in stride(from: size - 2, through: 0, by: -1) {
      var dot = 0.0
      for j in k + 1..<size { dot += reflections[k * size + j] * vector[j] }
      for j in k + 1..<size { vector[j] -= 2 * dot * reflections[k * size + j] }
    }
    return Tridiagonal.unit(vector)
  }
}
