import CKernels
import Glibc

/// Rows with the very same values. Only the first of them enters the graph; the others hang on it, so that a flood of equal rows
/// cannot crowd out every link that leads elsewhere.
struct Twins {
  /// The next row equal to this one, or ``HNSWGraph/none``; ascending.
  let next: Slots<UInt32>
  private let isLater: Slots<Bool>

  func isFirst(_ row: Int) -> Bool { !isLater[row] }

  /// Among the rows that `isMember` is true for; nil when all of these differ.
  static func find(
    _ rows: VectorRows, _ squares: Slots<Float>, workers: Int, isMember: (Int) -> Bool = { _ in true }
  ) -> Twins? {
    let marks = Slots<UInt64>(repeating: 0, count: rows.rows)
    let probe = Matrix(rows: 1, columns: rows.columns)
    var stream = SeededStream(seed: 0, name: "hnsw twins")
    for column in 0..<rows.columns { probe.base[column] = Float(stream.uniform()) - 0.5 }
    parallelFor((rows.rows + 4095) / 4096, workers: workers) { chunk in
      for row in chunk * 4096..<min(rows.rows, (chunk + 1) * 4096) {
        let product = vnb_dot(rows.row(row), probe.base, rows.columns)
        marks[row] = UInt64(squares[row].bitPattern) << 32 | UInt64(product.bitPattern)
      }
    }
    let order = (0..<rows.rows).filter(isMember).sorted { (marks[$0], $0) < (marks[$1], $1) }
    var twins: Twins?
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, marks[order[end]] == marks[order[start]] { end += 1 }
      if end - start > 1 { link(order[start..<end], rows, &twins) }
      start = end
    }
    return twins
  }

  /// Chains those of `group`, ascending rows with equal marks, that are equal.
  private static func link(_ group: ArraySlice<Int>, _ rows: VectorRows, _ twins: inout Twins?) {
    // The last row of each set of equal ones met so far.
    var ends: [Int] = []
    for row in group {
      let bytes = rows.columns * MemoryLayout<Float>.stride
      guard let at = ends.firstIndex(where: { memcmp(rows.row($0), rows.row(row), bytes) == 0 }) else {
        ends.append(row)
        continue
      }
      let made =
        twins
        ?? Twins(
          next: Slots(repeating: HNSWGraph.none, count: rows.rows),
          isLater: Slots(repeating: false, count: rows.rows))
      made.next[ends[at]] = UInt32(row)
      made.isLater[row] = true
      ends[at] = row
      twins = made
    }
  }
}
