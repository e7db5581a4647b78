/// First centroids: k different rows of a source, those of weight 0 left out. Rows are finite and, under cosine, of length 1.
struct KMeansStart {
  /// Above this many rows (or 16 a cluster, if that is more) k-means++ works on a sample of that size.
  static let sampleRows = 4096

  let k: Int
  let rows: any RowSource
  let weights: RowWeights?
  let workers: Int
  let isCancelled: CancelCheck?

  /// - Throws: ``VectorsError/fewerRows(found:k:)``, ``VectorsError/fewerDistinctRows(found:k:)``; ``Cancelled``.
  func choose(_ method: KMeansInit, _ stream: inout SeededStream) throws -> Matrix {
    guard rows.rows >= k else { throw VectorsError.fewerRows(found: rows.rows, k: k) }
    switch method {
    case .plusPlus: return try plusPlus(&stream)
    case .parallel: return try ParallelStart(self).choose(&stream)
    case .random: return try random(&stream)
    }
  }

  /// Greedy k-means++ over a sample; when that holds fewer than k distinct rows, over all rows in memory, and by k-means|| over
  /// rows that are not.
  private func plusPlus(_ stream: inout SeededStream) throws -> Matrix {
    let size = max(Self.sampleRows, k.multipliedReportingOverflow(by: 16).partialValue)
    let eligible = weights?.positive
    let count = eligible?.count ?? rows.rows
    if count > size {
      let drawn = stream.sample(size, below: count).map { eligible?[$0] ?? $0 }
      var walk = GreedyStart(try rows.gather(drawn), k: k, weights: weights?.of(drawn), workers: workers)
      if try walk.run(&stream, isCancelled) == k { return walk.centers }
    }
    guard let matrix = try inMemory(eligible, limit: size) else {
      return try ParallelStart(self).choose(&stream)
    }
    var walk = GreedyStart(
      matrix, k: k, weights: eligible.flatMap { weights?.of($0) } ?? weights, workers: workers)
    let found = try walk.run(&stream, isCancelled)
    guard found == k else { throw VectorsError.fewerDistinctRows(found: found, k: k) }
    return walk.centers
  }

  /// All rows that count, when they are in memory or few.
  private func inMemory(_ eligible: [Int]?, limit: Int) throws -> Matrix? {
    if let matrix = rows as? MatrixRows, eligible == nil || eligible?.count == matrix.rows {
      return matrix.matrix
    }
    let count = eligible?.count ?? rows.rows
    guard rows is MatrixRows || count <= limit else { return nil }
    return try rows.gather(eligible ?? Array(0..<rows.rows))
  }

  /// k different rows, each as likely as the other: equal rows count once each time they are drawn.
  private func random(_ stream: inout SeededStream) throws -> Matrix {
    let eligible = weights?.positive
    let count = eligible?.count ?? rows.rows
    var size = min(k, count)
    while true {
      let drawn = try rows.gather(stream.sample(size, below: count).map { eligible?[$0] ?? $0 })
      let distinct = drawn.distinctRowNumbers(upTo: size)
      if distinct.count >= k {
        let kept = stream.sample(k, below: distinct.count).map { distinct[$0] }
        return try MatrixRows(matrix: drawn).gather(kept)
      }
      if size == count { throw VectorsError.fewerDistinctRows(found: distinct.count, k: k) }
      size = min(count, size * 4)
    }
  }
}

extension RowWeights {
  /// The weights of these rows.
  func of(_ numbers: [Int]) -> RowWeights {
    let values = Slots<Double>(repeating: 0, count: numbers.count)
    for (at, number) in numbers.enumerated() { values[at] = self[number] }
    return RowWeights(values: values)
  }
}
