import Synchronization

/// Core rows joined to clusters, step by step: count, choose, link, number, attach. No step depends on the order of its pairs.
/// Not for several threads at once.
final class DensityForest: @unchecked Sendable {
  private let rows: Int
  /// Neighbours of each row, itself not counted.
  private let neighbours: Slots<Int32>
  private var isCore: [Bool] = []
  /// A row on the way to the first row of its cluster, which is its own parent.
  private let parent: Slots<Int32>
  private var labels: [Int32] = []
  private var sizes: [Int] = []

  init(rows: Int) {
    self.rows = rows
    neighbours = Slots(repeating: 0, count: rows)
    parent = Slots(repeating: 0, count: rows)
    for row in 0..<rows { parent[row] = Int32(row) }
  }

  func count(_ pairs: PairsWithin.Tile) {
    for (a, b) in pairs {
      neighbours[Int(a)] += 1
      neighbours[Int(b)] += 1
    }
  }

  func choose(minSamples: Int) {
    isCore = (0..<rows).map { Int(neighbours[$0]) + 1 >= minSamples }
  }

  /// Joins the pairs of core rows; gives `edge` those of which one row is core.
  func link(_ pairs: PairsWithin.Tile, edge: (PairsWithin.Tile) -> Void) {
    var mixed: [(UInt32, UInt32)] = []
    for pair in pairs {
      let cores = (isCore[Int(pair.0)], isCore[Int(pair.1)])
      if cores.0 && cores.1 {
        join(Int(pair.0), Int(pair.1))
      } else if cores.0 || cores.1 {
        mixed.append(pair)
      }
    }
    if !mixed.isEmpty { mixed.withUnsafeBufferPointer(edge) }
  }

  /// The smaller root stays, so that a root is the first row of its cluster.
  private func join(_ a: Int, _ b: Int) {
    let (a, b) = (root(a), root(b))
    if a != b { parent[max(a, b)] = Int32(min(a, b)) }
  }

  private func root(_ row: Int) -> Int {
    var row = row
    while Int(parent[row]) != row {
      parent[row] = parent[Int(parent[row])]
      row = Int(parent[row])
    }
    return row
  }

  func number() {
    labels = [Int32](repeating: -1, count: rows)
    for row in 0..<rows where isCore[row] {
      let root = root(row)
      if root == row {
        labels[row] = Int32(sizes.count)
        sizes.append(0)
      }
      labels[row] = labels[root]
      sizes[Int(labels[row])] += 1
    }
  }

  /// Gives each row that is not core the smallest cluster among its neighbours'.
  func attach(_ pairs: PairsWithin.Tile) {
    for (a, b) in pairs {
      let (a, b) = (Int(a), Int(b))
      if isCore[a] == isCore[b] { continue }
      let (core, edge) = isCore[a] ? (a, b) : (b, a)
      if labels[edge] < 0 || labels[core] < labels[edge] { move(edge, to: labels[core]) }
    }
  }

  private func move(_ row: Int, to label: Int32) {
    if labels[row] >= 0 { sizes[Int(labels[row])] -= 1 }
    labels[row] = label
    sizes[Int(label)] += 1
  }

  var result: DBSCANResult { DBSCANResult(labels: labels, isCore: isCore, sizes: sizes) }
}

/// One at a time.
final class Turn: Sendable {
  private let lock = Mutex(())
  func take(_ body: () -> Void) { lock.withLock { _ in body() } }
}
