import Synchronization

/// What one task of a build works with.
final class BuildScratch {
  let walk: WalkScratch
  var diversity = Diversity()
  /// Places of scores.
  let places: UnsafeMutablePointer<UInt32>
  /// The vectors of the nodes at work.
  private(set) var queries = Matrix(rows: 0, columns: 0)
  private var scoreRoom = Matrix(rows: 0, columns: 0)

  init(rows: Int) {
    walk = WalkScratch(rows: rows)
    places = .allocate(capacity: HNSWBuilder.batchNodes)
  }

  deinit {
    diversity.free()
    places.deallocate()
  }

  /// Copies the vectors of at most ``HNSWBuilder/pieceNodes`` nodes into `queries`.
  func load(_ nodes: ArraySlice<UInt32>, _ measure: RowMeasure) {
    if queries.rows == 0 { queries = Matrix(rows: HNSWBuilder.pieceNodes, columns: measure.columns) }
    PackedRows.copy(nodes, measure, into: queries)
  }

  /// Room for a score of each of those nodes and `columns` others.
  func scores(columns: Int) -> Matrix {
    if scoreRoom.columns < columns { scoreRoom = Matrix(rows: HNSWBuilder.pieceNodes, columns: columns) }
    return scoreRoom
  }
}

/// Scratches lent to tasks, one to each at a time. What is in one never changes a result.
final class Scratches: Sendable {
  private let rows: Int
  private let free = Mutex<[Lent]>([])

  /// A scratch that is nobody's while it lies here.
  private struct Lent: @unchecked Sendable { let scratch: BuildScratch }

  init(rows: Int) { self.rows = rows }

  func take() -> BuildScratch {
    free.withLock { $0.popLast() }?.scratch ?? BuildScratch(rows: rows)
  }

  func put(_ scratch: BuildScratch) {
    let lent = Lent(scratch: scratch)
    free.withLock { $0.append(lent) }
  }
}
