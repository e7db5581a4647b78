/// Many queries against 16-bit codes: decoded part after part, once for all queries, and compared by products. A probe decodes in the
/// same way, so that the answer is what it measures.
extension ExactSearch {
  /// Rows decoded at a time: 25 MB at 384 dimensions.
  private static let decodedRows = 16_384

  func byDecodedProducts(_ queries: Matrix, _ codes: CodedVectors) throws -> [[Neighbor]] {
    var best = (0..<queries.rows).map { _ in NearestRows(limit: min(limit, codes.rows)) }
    let most = max(1, min(codes.rows, ExactSearch.decodedRows))
    let decoded = Matrix(rows: most, columns: codes.columns)
    for start in stride(from: 0, to: codes.rows, by: most) {
      let count = min(most, codes.rows - start)
      let size = 256
      parallelFor((count + size - 1) / size, workers: workers) { chunk in
        for row in chunk * size..<min(count, (chunk + 1) * size) {
          codes.decode(row: start + row, into: decoded.row(row))
        }
      }
      let found: [[Neighbor]]
      do {
        found = try part(start, count, best).byProducts(queries, decoded.slice(0..<count))
      } catch VectorsError.zeroVector(let row) {
        throw VectorsError.zeroVector(row: start + row)
      }
      for (query, neighbors) in found.enumerated() {
        for neighbor in neighbors {
          best[query].offer(Neighbor(index: start + neighbor.index, distance: neighbor.distance))
        }
      }
    }
    return best.map { $0.sorted() }
  }

  /// This search on rows `start` ..< `start + count` alone, counted from 0, where `best` is known already.
  private func part(_ start: Int, _ count: Int, _ best: [NearestRows]) -> ExactSearch {
    var part = self
    part.reaches = best.indices.map { reach($0, best[$0]) }
    if let filter { part.filter = { filter(start + $0) } }
    part.allowed = allowed.map { all in RowBitmap(rows: count) { all.contains(start + $0) } }
    return part
  }
}
