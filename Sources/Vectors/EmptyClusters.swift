/// The rule for clusters no row chose: each, in order of its number, takes the row farthest from its own centre, at equal distance
/// the one of smaller index; never a row that sits on its centre, is the last of its cluster, or was taken already.
enum EmptyClusters {
  /// Moves rows to empty clusters, changing labels and distances (0, since the row becomes the centre). `weights` are the rows a
  /// centre holds from before: one with any is not empty. Returns how many clusters were filled.
  static func fill(_ labels: Slots<Int32>, _ distances: Slots<Float>, sizes: inout [Int], weights: [Int]?)
    -> Int
  {
    var filled = 0
    for cluster in sizes.indices where sizes[cluster] == 0 && (weights?[cluster] ?? 0) == 0 {
      guard let row = farthest(labels, distances, sizes, weights) else { return filled }
      sizes[Int(labels[row])] -= 1
      sizes[cluster] = 1
      labels[row] = Int32(cluster)
      distances[row] = 0
      filled += 1
    }
    return filled
  }

  private static func farthest(
    _ labels: Slots<Int32>, _ distances: Slots<Float>, _ sizes: [Int], _ weights: [Int]?
  ) -> Int? {
    var best: (row: Int, distance: Float)?
    for row in 0..<labels.count where distances[row] > (best?.distance ?? 0) {
      let cluster = Int(labels[row])
      if sizes[cluster] + (weights?[cluster] ?? 0) > 1 { best = (row, distances[row]) }
    }
    return best?.row
  }
}
