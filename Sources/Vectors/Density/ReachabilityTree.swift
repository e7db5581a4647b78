/// A minimum spanning tree under mutual reachability: the distance of two rows, or the core distance of either when that is larger.
enum ReachabilityTree {
  struct Edge: Sendable, Equatable {
    /// The row that was in the tree, and the one it brought in.
    let from: Int32
    let to: Int32
    let length: Float
  }

  /// Rows looked at by one thread at a time.
  private static let chunkRows = 2048

  /// Grown from row 0 (Prim 1957): each step takes in the nearest row outside, at equal distance the smaller. A pair is measured only
  /// when both core distances are below what the row outside has already.
  static func edges(_ measure: PairMeasure, _ cores: Slots<Float>, _ options: HDBSCANOptions)
    throws(Cancelled)
    -> [Edge]
  {
    let count = measure.rows.rows
    guard count > 1 else { return [] }
    let frontier = Frontier(count: count)
    var edges: [Edge] = []
    edges.reserveCapacity(count - 1)
    var current = 0
    while edges.count < count - 1 {
      if edges.count % 256 == 0 {
        if let isCancelled = options.isCancelled, isCancelled() { throw Cancelled() }
        options.onRows?(edges.count)
      }
      frontier.drop(current)
      current = frontier.advance(
        from: current, measure, cores, chunkRows: chunkRows,
        workers: frontier.count * measure.rows.columns < 1 << 18 ? 1 : options.workers)
      edges.append(
        Edge(from: frontier.source[current], to: Int32(current), length: frontier.reach[current]))
    }
    return edges
  }
}

/// The rows outside a growing tree, ascending, each with its shortest way in.
private final class Frontier: @unchecked Sendable {
  private let outside: Slots<Int32>
  private(set) var count: Int
  let reach: Slots<Float>
  let source: Slots<Int32>
  private let best: Slots<Int32>
  /// Rows taken in since `outside` was last cut down.
  private var dropped = 0
  private let isInside: Slots<Bool>

  init(count: Int) {
    self.count = count
    outside = Slots(repeating: 0, count: count)
    for row in 0..<count { outside[row] = Int32(row) }
    reach = Slots(repeating: .infinity, count: count)
    source = Slots(repeating: 0, count: count)
    best = Slots(repeating: -1, count: count / 1024 + 2)
    isInside = Slots(repeating: false, count: count)
  }

  /// Takes a row out. The list is cut down when a sixteenth of it has gone.
  func drop(_ row: Int) {
    isInside[row] = true
    dropped += 1
    if dropped * 16 < count { return }
    var kept = 0
    for at in 0..<count where !isInside[Int(outside[at])] {
      outside[kept] = outside[at]
      kept += 1
    }
    count = kept
    dropped = 0
  }

  /// Shortens ways in by those over row `from`; the nearest row outside.
  func advance(from: Int, _ measure: PairMeasure, _ cores: Slots<Float>, chunkRows: Int, workers: Int) -> Int
  {
    let core = cores[from]
    let chunks = (count + chunkRows - 1) / chunkRows
    parallelFor(chunks, workers: workers) { chunk in
      var nearest = Int32(-1)
      var least = Float.infinity
      for at in chunk * chunkRows..<min(count, (chunk + 1) * chunkRows) {
        let row = Int(outside[at])
        if isInside[row] { continue }
        var way = reach[row]
        let floor = max(core, cores[row])
        if floor < way {
          let length = max(floor, measure.distance(from, row))
          if length < way {
            way = length
            reach[row] = length
            source[row] = Int32(from)
          }
        }
        if way < least || nearest < 0 { (least, nearest) = (way, Int32(row)) }
      }
      best[chunk] = nearest
    }
    var winner = -1
    for chunk in 0..<chunks where best[chunk] >= 0 {
      let row = Int(best[chunk])
      if winner < 0 || reach[row] < reach[winner] { winner = row }
    }
    return winner
  }
}
