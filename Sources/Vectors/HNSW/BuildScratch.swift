import Synchronization

/// What one task of a build works with.
final class BuildScratch {
  let walk: WalkScratch
  let diversity = Diversity()
  /// Places of scores.
  let places: UnsafeMutablePointer<UInt32>
  /// The vectors of the nodes at work.
  private(set) var queries = Matrix(rows: 0, columns: 0)
  private var scoreRoom = Matrix(rows: 0, columns: 0)
  private var subsetRoom = Matrix(rows: 0, columns: 0)

  init(rows: Int) {
    walk = WalkScratch(rows: rows)
    places = .allocate(capacity: HNSWBuilder.batchNodes)
  }

  deinit {
    places.deallocate()
  }

  /// Copies the vectors of nodes into `queries`.
  func load(_ nodes: ArraySlice<UInt32>, _ measure: RowMeasure) {
    if queries.rows < nodes.count { queries = Matrix(rows: nodes.count, columns: measure.columns) }
    PackedRows.copy(nodes, measure, into: queries)
  }

  /// Room for at most ``HNSWBuilder/pieceNodes`` vectors.
  func subset(columns: Int) -> Matrix {
    if subsetRoom.rows == 0 { subsetRoom = Matrix(rows: HNSWBuilder.pieceNodes, columns: columns) }
    return subsetRoom
  }

  /// Room for scores of at most ``HNSWBuilder/pieceNodes`` nodes and `columns` others.
  func scores(columns: Int) -> Matrix {
    if scoreRoom.columns < columns {
      scoreRoom = Matrix(rows: HNSWBuilder.pieceNodes, columns: max(columns, scoreRoom.columns * 3 / 2))
    }
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
