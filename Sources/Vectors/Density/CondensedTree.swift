/// A dendrogram in which only splits into two groups of enough rows count; rows fall out of the others one by one. Density λ is 1 over
/// the height; a height of 0 counts as the smallest there is.
struct CondensedTree {
  private struct Cluster {
    var parent: Int
    /// λ at which it split off; 0 for the root.
    let birth: Double
    var children: [Int] = []
    /// Sum over its rows and parts of how much denser than its birth they were when they left.
    var stability = 0.0
    /// λ at which its last rows left or it split.
    var death = 0.0
  }

  /// The root first; a child comes after its parent.
  private var clusters = [Cluster(parent: 0, birth: 0)]
  /// For each row the cluster it fell out of, and when.
  private var leaving: [(cluster: Int32, density: Double)]

  init(_ merges: Dendrogram, minClusterSize: Int) {
    leaving = Array(repeating: (0, 0), count: merges.rows)
    guard let last = merges.height.indices.last else { return }
    var stack: [(node: Int32, cluster: Int)] = [(Int32(merges.rows + last), 0)]
    while let (node, cluster) = stack.popLast() {
      let merge = Int(node) - merges.rows
      let density = 1 / Double(max(merges.height[merge], .leastNormalMagnitude))
      let parts = [merges.left[merge], merges.right[merge]]
      let isSplit = parts.allSatisfy { merges.size($0) >= minClusterSize }
      for part in parts {
        if isSplit {
          stack.append((part, split(off: cluster, at: density, size: merges.size(part))))
        } else if merges.size(part) >= minClusterSize {
          stack.append((part, cluster))
        } else {
          merges.forEachRow(below: part) { row in
            leave(cluster, at: density, size: 1)
            leaving[row] = (Int32(cluster), density)
          }
        }
      }
    }
  }

  private mutating func leave(_ cluster: Int, at density: Double, size: Int) {
    clusters[cluster].stability += (density - clusters[cluster].birth) * Double(size)
    clusters[cluster].death = max(clusters[cluster].death, density)
  }

  private mutating func split(off parent: Int, at density: Double, size: Int) -> Int {
    leave(parent, at: density, size: size)
    clusters.append(Cluster(parent: parent, birth: density))
    clusters[parent].children.append(clusters.count - 1)
    return clusters.count - 1
  }

  /// The clusters of the greatest excess of mass (Campello et al. 2013, section 5), never the root.
  func chosen(rows: Int) -> HDBSCANResult {
    var mass = clusters.map(\.stability)
    var isChosen = [Bool](repeating: true, count: clusters.count)
    isChosen[0] = false
    for cluster in clusters.indices.dropFirst().reversed() {
      let parts = clusters[cluster].children.reduce(0.0) { $0 + mass[$1] }
      if parts > mass[cluster] {
        isChosen[cluster] = false
        mass[cluster] = parts
      }
    }
    // The outermost chosen one holds all below it.
    var holder = [Int](repeating: 0, count: clusters.count)
    for cluster in clusters.indices.dropFirst() {
      let above = holder[clusters[cluster].parent]
      holder[cluster] = above > 0 ? above : (isChosen[cluster] ? cluster : 0)
    }
    return labelled(holder, rows: rows)
  }

  private func labelled(_ holder: [Int], rows: Int) -> HDBSCANResult {
    var result = HDBSCANResult(
      labels: Array(repeating: -1, count: rows), probabilities: Array(repeating: 0, count: rows), sizes: [])
    var numbers = [Int32](repeating: -1, count: clusters.count)
    for row in 0..<rows {
      let cluster = holder[Int(leaving[row].cluster)]
      if cluster == 0 { continue }
      if numbers[cluster] < 0 {
        numbers[cluster] = Int32(result.sizes.count)
        result.sizes.append(0)
      }
      result.labels[row] = numbers[cluster]
      result.sizes[Int(numbers[cluster])] += 1
      result.probabilities[row] = min(1, leaving[row].density / clusters[cluster].death)
    }
    return result
  }
}
