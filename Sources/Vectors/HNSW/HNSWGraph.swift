/// Layers of links between rows, to be read. Lists have a fixed width and end at the first ``none``. Every link names a row of the graph
/// that is on that layer: the builder keeps to it and the reader of files checks it. Lives no longer than the memory it looks into.
struct HNSWGraph: @unchecked Sendable {
  static let none = UInt32.max
  /// Rows are numbered below this.
  static let mostRows = 1 << 31 - 1
  static let highestLevel = 31

  /// Whether a row is in the graph, and whether it was removed from the answers.
  struct RowState {
    static let node: UInt8 = 1
    static let removed: UInt8 = 2
  }

  let rows: Int
  let m: Int
  /// The highest layer of each row.
  let levels: UnsafePointer<UInt8>
  let states: UnsafePointer<UInt8>
  /// Layer 0: rows x 2m.
  let base: UnsafePointer<UInt32>
  /// For each row the number of its first list in `upper`, that of layer 1; ``none`` for rows of level 0.
  let upperStart: UnsafePointer<UInt32>
  /// Lists of m.
  let upper: UnsafePointer<UInt32>
  /// The next row with the very same values, for each row; nil when no two are the same.
  let twins: UnsafePointer<UInt32>?
  /// Where every search begins; ``none`` when there are no rows.
  let entry: UInt32
  let topLevel: Int

  @inline(__always) func width(_ layer: Int) -> Int { layer == 0 ? 2 &* m : m }

  /// The list of a row on a layer it is on.
  @inline(__always) func links(_ row: UInt32, _ layer: Int) -> UnsafePointer<UInt32> {
    layer == 0
      ? base + Int(row) &* (2 &* m) : upper + (Int(upperStart[Int(row)]) &+ layer &- 1) &* m
  }

  @inline(__always) func isRemoved(_ row: UInt32) -> Bool { states[Int(row)] & RowState.removed != 0 }
  @inline(__always) func isNode(_ row: UInt32) -> Bool { states[Int(row)] & RowState.node != 0 }

  /// Links in a list of `width`.
  static func count(_ list: UnsafePointer<UInt32>, _ width: Int) -> Int {
    var count = 0
    while count < width, list[count] != none { count += 1 }
    return count
  }
}
