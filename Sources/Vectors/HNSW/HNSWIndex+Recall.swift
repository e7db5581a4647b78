extension HNSWIndex {
  /// Searches for the neighbours of a seeded sample of the rows, each left out of its own answer, and compares them with the exact ones.
  /// A row as near as the last of the true neighbours counts as found, since of equal rows either is right.
  /// - Throws: ``Cancelled``.
  func measureRecall(
    sample: Int, limit: Int = 10, ef: Int, workers: Int, isCancelled: CancelCheck?
  ) throws -> HNSWRecall {
    var stream = SeededStream(seed: header.seed, name: "hnsw recall")
    let live = (0..<graph.rows).filter { !graph.isRemoved(UInt32($0)) }
    let chosen = stream.sample(sample, below: live.count).map { live[$0] }
    let queries = Matrix(rows: chosen.count, columns: rows.columns)
    for (at, row) in chosen.enumerated() { queries.row(at).update(from: rows.row(row), count: rows.columns) }
    let found = try search(
      each: VectorRows(queries), limit: limit + 1, ef: ef, workers: workers, isCancelled: isCancelled)
    let exact = try scan(VectorRows(queries), limit: limit + 1, workers: workers, isCancelled: isCancelled)
    var recall = HNSWRecall(found: 0, expected: 0, sample: chosen.count, ef: ef, limit: limit)
    for (at, row) in chosen.enumerated() {
      let truth = exact[at].filter { $0.index != row }.prefix(limit)
      guard let last = truth.last else { continue }
      let answer = found[at].filter { $0.index != row }.prefix(limit)
      recall.expected += truth.count
      recall.found += min(truth.count, answer.filter { $0.distance <= last.distance }.count)
    }
    return recall
  }
}
