import Synchronization

/// A graph index for approximate nearest neighbours (Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using
/// Hierarchical Navigable Small World graphs", 2016). It never changes; rows are numbered from 0 as they were given. The graph is the
/// same for any number of threads and on any CPU, and so are the answers.
public final class HNSWIndex: Sendable {
  let rows: VectorRows
  let graph: HNSWGraph
  let measure: RowMeasure
  /// Squared lengths of the rows.
  let squares: UnsafeRows
  let ids: UnsafeIDs?
  let header: HNSWHeader
  /// Keeps alive what the pointers above look into.
  private let owners: Owners
  private let scratches: WalkScratches

  /// A pointer that `owners` keeps valid.
  struct UnsafeRows: @unchecked Sendable { let base: UnsafePointer<Float> }
  struct UnsafeIDs: @unchecked Sendable { let base: UnsafePointer<UInt64> }
  struct Owners: @unchecked Sendable { let all: [AnyObject] }

  init(
    rows: VectorRows, graph: HNSWGraph, measure: RowMeasure, squares: UnsafePointer<Float>,
    ids: UnsafePointer<UInt64>?, header: HNSWHeader, owners: [AnyObject]
  ) {
    self.rows = rows
    self.graph = graph
    self.measure = measure
    self.squares = UnsafeRows(base: squares)
    self.ids = ids.map { UnsafeIDs(base: $0) }
    self.header = header
    self.owners = Owners(all: owners)
    scratches = WalkScratches(rows: graph.rows)
  }

  /// Rows, removed ones included: they are numbered below this.
  public var rowCount: Int { graph.rows }

  public var info: HNSWInfo {
    HNSWInfo(
      vectors: header.rows - header.removed, removed: header.removed, dimension: header.columns,
      metric: header.metric, m: header.m, efConstruction: header.efConstruction, seed: header.seed,
      codes: header.codes, maxLayer: header.topLevel,
      averageConnections: header.nodes == 0 ? 0 : Double(header.baseLinks) / Double(header.nodes),
      recall: header.recall, fileBytes: header.fileBytes, formatVersion: HNSWHeader.version,
      source: header.source)
  }

  /// The id of a row: what was given for it, or its number. `row` is one of 0 ..< rows.
  public func id(of row: Int) -> UInt64 { ids.map { $0.base[row] } ?? UInt64(row) }

  /// Lends a scratch for the time of `body`.
  func withScratch<Result>(_ body: (WalkScratch) throws -> Result) rethrows -> Result {
    let scratch = scratches.take()
    defer { scratches.put(scratch) }
    return try body(scratch)
  }
}

/// Scratches of searches that ended, for the next ones.
final class WalkScratches: Sendable {
  private let rows: Int
  private let free = Mutex<[Lent]>([])

  /// A scratch that is nobody's while it lies here.
  private struct Lent: @unchecked Sendable { let scratch: WalkScratch }

  init(rows: Int) { self.rows = rows }

  func take() -> WalkScratch { free.withLock { $0.popLast() }?.scratch ?? WalkScratch(rows: rows) }

  func put(_ scratch: WalkScratch) {
    let lent = Lent(scratch: scratch)
    free.withLock { $0.append(lent) }
  }
}
