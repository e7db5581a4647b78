extension HNSWIndex {
  /// The index without some rows. Ids that it does not hold are passed over.
  /// - Throws: ``Cancelled``.
  public func removing(
    ids: [UInt64], source: String? = nil, workers: Int = 1, isCancelled: CancelCheck? = nil
  ) throws -> HNSWIndex {
    try changed(removing: ids, adding: nil, source: source, workers: workers, isCancelled: isCancelled)
  }

  /// The index with `rows` under `ids`; a row that had one of these ids is replaced.
  /// - Throws: ``VectorsError``: another dimension, ids that do not fit, rows that distances cannot be computed on, each named by its place in
  ///   `rows`; ``Cancelled``.
  public func upserting(
    _ rows: VectorRows, ids: [UInt64], source: String? = nil, workers: Int = 1,
    isCancelled: CancelCheck? = nil
  ) throws -> HNSWIndex {
    try HNSWIndex.check(rows, ids)
    guard rows.rows == 0 || self.rows.rows == 0 || rows.columns == self.rows.columns else {
      throw VectorsError.dimensionMismatch(expected: self.rows.columns, actual: rows.columns)
    }
    _ = try rows.squaredNorms(metric: measure.metric, workers: workers)
    return try changed(
      removing: [], adding: (rows, ids), source: source, workers: workers, isCancelled: isCancelled)
  }

  /// A new index, the same for any number of workers; this one stays as it is. Its rows are numbered anew when many were removed, and
  /// otherwise continue this one's. All vectors are copied.
  private func changed(
    removing: [UInt64], adding: (rows: VectorRows, ids: [UInt64])?, source: String?, workers: Int,
    isCancelled: CancelCheck?
  ) throws -> HNSWIndex {
    var options = options(workers: workers)
    if let source { options.source = source }
    try options.check()
    let gone = Set(removing).union(adding?.ids ?? [])
    let isLive = (0..<graph.rows).map { !graph.isRemoved(UInt32($0)) && !gone.contains(id(of: $0)) }
    let live = isLive.count { $0 }
    let total = graph.rows + (adding?.rows.rows ?? 0)
    guard total <= HNSWGraph.mostRows else {
      throw VectorsError.tooManyRows(total, most: HNSWGraph.mostRows)
    }
    // So many gaps make the graph worse than a new one, and keep too much room.
    if 3 * live < 2 * graph.rows {
      let kept = (0..<graph.rows).filter { isLive[$0] }
      let joined = joined(kept, adding)
      return try HNSWIndex.build(
        VectorRows(joined.rows), ids: joined.ids, options: options, isCancelled: isCancelled)
    }
    let joined = joined(Array(0..<graph.rows), adding)
    let change = try HNSWChange(self, joined.rows, joined.ids, isLive, options)
    try change.run(isCancelled: isCancelled)
    return try HNSWIndex.finish(
      change.storage, VectorRows(joined.rows), change.measure, change.squares, change.scales, joined.ids,
      options, isCancelled: isCancelled)
  }

  /// Copies of some rows of the index, then of the new ones.
  private func joined(_ kept: [Int], _ adding: (rows: VectorRows, ids: [UInt64])?) -> (
    rows: Matrix, ids: [UInt64]
  ) {
    let columns = rows.rows > 0 ? rows.columns : adding?.rows.columns ?? rows.columns
    let all = Matrix(rows: kept.count + (adding?.rows.rows ?? 0), columns: columns)
    for (at, row) in kept.enumerated() { all.row(at).update(from: rows.row(row), count: columns) }
    guard let adding else { return (all, kept.map { id(of: $0) }) }
    for row in 0..<adding.rows.rows {
      all.row(kept.count + row).update(from: adding.rows.row(row), count: columns)
    }
    return (all, kept.map { id(of: $0) } + adding.ids)
  }

  /// The options this index was built with.
  private func options(workers: Int) -> HNSWOptions {
    var options = HNSWOptions()
    options.m = header.m
    options.efConstruction = header.efConstruction
    options.metric = header.metric
    options.seed = header.seed
    options.codes = header.codes
    options.workers = workers
    options.recallSample = header.recall?.sample ?? 0
    options.recallEf = header.recall?.ef ?? options.recallEf
    options.source = header.source
    return options
  }
}
