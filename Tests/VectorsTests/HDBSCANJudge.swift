@testable import Vectors

extension Judge {
  /// HDBSCAN by its definition on whole lists of rows: no forest, no numbered nodes.
  static func hdbscan(_ rows: [[Float]], _ metric: Metric, minClusterSize: Int, minSamples: Int) -> [Int32] {
    guard rows.count > 1 else { return rows.map { _ in -1 } }
    let far = rows.map { a in rows.map { canonical(a, $0, metric) } }
    let cores = far.map { $0.sorted()[min(minSamples, rows.count) - 1] }
    let reach = { (a: Int, b: Int) in max(far[a][b], cores[a], cores[b]) }
    var root = HDBSCANNode(rows: merged(spanningTree(rows.count, reach)), birth: 0)
    root.grow(minClusterSize)
    var labels = [Int32](repeating: -1, count: rows.count)
    let found = root.parts.flatMap(\.best).map { $0.tree.rows.sorted() }
    for (number, members) in found.sorted(by: { $0[0] < $1[0] }).enumerated() {
      for row in members { labels[row] = Int32(number) }
    }
    return labels
  }

  private static func spanningTree(_ count: Int, _ reach: (Int, Int) -> Float) -> [(Int, Int, Float)] {
    var inside = [0]
    var ways: [Int: (from: Int, length: Float)] = [:]
    for row in 1..<count { ways[row] = (0, reach(0, row)) }
    var edges: [(Int, Int, Float)] = []
    while inside.count < count {
      guard let next = ways.min(by: { ($0.value.length, $0.key) < ($1.value.length, $1.key) }) else { break }
      edges.append((next.value.from, next.key, next.value.length))
      ways[next.key] = nil
      inside.append(next.key)
      for (row, way) in ways where reach(next.key, row) < way.length {
        ways[row] = (next.key, reach(next.key, row))
      }
    }
    return edges
  }

  private static func merged(_ edges: [(Int, Int, Float)]) -> HDBSCANTree {
    var trees = (0...edges.count).map { HDBSCANTree(rows: [$0], height: 0, parts: []) }
    for edge in edges.enumerated().sorted(by: { ($0.element.2, $0.offset) < ($1.element.2, $1.offset) }) {
      let two = trees.filter { $0.rows.contains(edge.element.0) || $0.rows.contains(edge.element.1) }
      trees.removeAll { $0.rows.contains(edge.element.0) || $0.rows.contains(edge.element.1) }
      trees.append(HDBSCANTree(rows: two[0].rows + two[1].rows, height: edge.element.2, parts: two))
    }
    return trees[0]
  }
}

struct HDBSCANTree {
  var rows: [Int]
  var height: Float
  var parts: [HDBSCANTree]
}

/// A cluster of the condensed tree.
struct HDBSCANNode {
  var tree: HDBSCANTree
  let birth: Double
  var parts: [HDBSCANNode] = []
  var stability = 0.0

  init(rows tree: HDBSCANTree, birth: Double) {
    self.tree = tree
    self.birth = birth
  }

  mutating func grow(_ least: Int) {
    var now = tree
    while !now.parts.isEmpty {
      let density = 1 / Double(max(now.height, .leastNormalMagnitude))
      let large = now.parts.filter { $0.rows.count >= least }
      let gone = large.count == 1 ? now.rows.count - large[0].rows.count : now.rows.count
      stability += (density - birth) * Double(gone)
      if large.count == 1 {
        now = large[0]
        continue
      }
      parts = large.map { HDBSCANNode(rows: $0, birth: density) }
      for at in parts.indices { parts[at].grow(least) }
      return
    }
  }

  /// The clusters chosen among this one and those in it.
  var best: [HDBSCANNode] {
    mass > stability ? parts.flatMap(\.best) : [self]
  }

  var mass: Double { max(stability, parts.reduce(0) { $0 + $1.mass }) }
}
