/// The rule for clusters no row chose: each, in order of its number, takes the row farthest from its own centre, at equal distance
/// the one of smaller index; never a row that sits on its centre, is the last of its cluster, or was taken already. Rows of
/// weight 0 do not count at all.
enum EmptyClusters {
  /// Moves rows to empty clusters, changing labels and distances (0, since the row becomes the centre). `sizes` are of rows that
  /// count; `held` are the rows a centre holds from before: one with any is not empty. Returns the rows moved, with their labels
  /// from before.
  static func fill(
    _ labels: Slots<Int32>, _ distances: Slots<Float>, sizes: inout [Int], held: [Int]? = nil,
    weights: RowWeights? = nil
  ) -> [(row: Int, label: Int)] {
    var filled: [(row: Int, label: Int)] = []
    for cluster in sizes.indices where sizes[cluster] == 0 && (held?[cluster] ?? 0) == 0 {
      guard let row = farthest(labels, distances, sizes, held, weights) else { return filled }
      filled.append((row, Int(labels[row])))
      sizes[Int(labels[row])] -= 1
      sizes[cluster] = 1
      labels[row] = Int32(cluster)
      distances[row] = 0
    }
    return filled
  }

  private static func farthest(
    _ labels: Slots<Int32>, _ distances: Slots<Float>, _ sizes: [Int], _ held: [Int]?, _ weights: RowWeights?
  ) -> Int? {
    var best: (row: Int, distance: Float)?
    for row in 0..<labels.count where distances[row] > (best?.distance ?? 0) {
      if let weights, weights[row] == 0 { continue }
      let cluster = Int(labels[row])
      if sizes[cluster] + (held?[cluster] ?? 0) > 1 { best = (row, distances[row]) }
    }
    return best?.row
  }
}
