@testable import Vectors

extension Judge {
  /// The canonical distance, which DistanceTests hold to the plain one.
  static func canonical(_ a: [Float], _ b: [Float], _ metric: Metric) -> Float {
    (try? Distance.between(a, b, metric: metric)) ?? .nan
  }

  /// All pairs at most `bound` apart, by the plain double loop.
  static func pairs(_ rows: [[Float]], _ metric: Metric, within bound: Double) -> [[Int]] {
    var found: [[Int]] = []
    for a in rows.indices {
      for b in a + 1..<max(a + 1, rows.count) where Double(canonical(rows[a], rows[b], metric)) <= bound {
        found.append([a, b])
      }
    }
    return found
  }

  /// DBSCAN as scikit-learn runs it: from each core row that has no label yet, everything that can be reached.
  static func dbscan(_ rows: [[Float]], _ metric: Metric, eps: Double, minSamples: Int) -> [Int32] {
    let near = rows.map { a in rows.indices.filter { Double(canonical(a, rows[$0], metric)) <= eps } }
    var labels = [Int32](repeating: -1, count: rows.count)
    var next: Int32 = 0
    for first in rows.indices where labels[first] == -1 && near[first].count >= minSamples {
      var stack = [first]
      while let row = stack.popLast() {
        if labels[row] != -1 { continue }
        labels[row] = next
        if near[row].count >= minSamples { stack += near[row].filter { labels[$0] == -1 } }
      }
      next += 1
    }
    return labels
  }
}
