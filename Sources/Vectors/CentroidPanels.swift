import CKernels

/// Centroids laid out for the matrix product in groups of one or more panels, neighbours together: one lower bound holds for a
/// whole group. The grouping decides how much work is saved and never what comes out.
final class CentroidPanels {
  let k: Int
  /// Centroids of one group: a multiple of a panel's 32.
  let width: Int
  let groups: Int
  /// The centroid in each place, and the place of each centroid.
  let order: [Int]
  let places: [Int]
  /// The longest centroid's length, rounded up.
  private(set) var longest: Float = 0
  private let arranged: Matrix
  private let packed: Matrix
  private let bias: Matrix

  /// `width` is a multiple of 32.
  init(_ centroids: Matrix, width: Int) {
    k = centroids.rows
    self.width = width
    groups = (k + width - 1) / width
    order = groups == 1 ? Array(0..<k) : Self.neighbours(centroids, width)
    var places = [Int](repeating: 0, count: k)
    for (place, centroid) in order.enumerated() { places[centroid] = place }
    self.places = places
    arranged = Matrix(rows: k, columns: centroids.columns)
    packed = Matrix(rows: 1, columns: vnb_gemm_packed_size(k, centroids.columns))
    bias = Matrix(rows: 1, columns: k)
    update(centroids)
  }

  /// The places of group `index`.
  func slots(_ index: Int) -> Range<Int> { index * width..<min(k, (index + 1) * width) }

  /// Takes the centroids as they are now.
  func update(_ centroids: Matrix) {
    var largest: Float = 0
    for (place, centroid) in order.enumerated() {
      arranged.row(place).update(from: centroids.row(centroid), count: centroids.stride)
      let square = centroids.squaredNorm(ofRow: centroid)
      largest = max(largest, square)
      bias.base[place] = -square / 2
    }
    longest = largest.squareRoot().nextUp
    vnb_gemm_pack(arranged.base, k, arranged.columns, arranged.stride, packed.base)
  }

  /// x·c - |c|²/2 of `count` rows from `rows`, `stride` apart, and the centroids of group `index`, into rows of `scores`.
  func score(_ rows: UnsafePointer<Float>, stride: Int, count: Int, group index: Int, into scores: Matrix) {
    let slots = slots(index)
    let columns = arranged.columns
    vnb_gemm(
      rows, stride, count, packed.base + slots.lowerBound * columns, slots.count, columns,
      bias.base + slots.lowerBound, scores.base, scores.stride)
  }

  /// Group after group: the free centroid farthest from the mean, then those nearest to it.
  private static func neighbours(_ centroids: Matrix, _ width: Int) -> [Int] {
    let (k, columns) = (centroids.rows, centroids.columns)
    let all = Slots<UInt32>(repeating: 0, count: k)
    for index in 0..<k { all[index] = UInt32(index) }
    let sum = Slots<Double>(repeating: 0, count: columns)
    vnb_add_rows(centroids.base, centroids.stride, all.base, k, columns, sum.base)
    let mean = Matrix(rows: 1, columns: columns)
    for at in 0..<columns { mean.base[at] = Float(sum[at] / Double(k)) }
    let distances = Slots<Float>(repeating: 0, count: k)
    func measure(from point: UnsafePointer<Float>) {
      vnb_squared_l2_rows(point, centroids.base, centroids.stride, k, columns, distances.base)
    }
    measure(from: mean.base)
    let outermost = (0..<k).sorted { (distances[$0], $1) > (distances[$1], $0) }
    var isFree = [Bool](repeating: true, count: k)
    var order: [Int] = []
    for leader in outermost where isFree[leader] {
      measure(from: centroids.row(leader))
      let free = (0..<k).filter { isFree[$0] }.sorted { (distances[$0], $0) < (distances[$1], $1) }
      for member in free.prefix(width) {
        isFree[member] = false
        order.append(member)
      }
    }
    return order
  }
}
