extension HNSWIndex {
  /// Builds an index of `rows`. `ids` are one a row, all different; without them a row's id is its number. `progress` is told now and
  /// then how many rows are linked.
  /// - Throws: ``VectorsError`` for bad options, ids that do not fit, rows that distances cannot be computed on; ``Cancelled``.
  public static func build(
    _ rows: VectorRows, ids: [UInt64]? = nil, options: HNSWOptions = HNSWOptions(),
    progress: (@Sendable (Int) -> Void)? = nil, isCancelled: CancelCheck? = nil
  ) throws -> HNSWIndex {
    try options.check()
    try check(rows, ids)
    let squares = try rows.squaredNorms(metric: options.metric, workers: options.workers)
    let scales = Slots<Float>(repeating: 1, count: rows.rows)
    if options.metric == .cosine {
      for row in 0..<rows.rows { scales[row] = 1 / squares[row].squareRoot() }
    }
    let measure = RowMeasure(
      base: rows.base, stride: rows.stride, columns: rows.columns, metric: options.metric, scales: scales.base
    )
    let hashes = Slots<UInt64>(repeating: 0, count: rows.rows)
    let levels = Slots<UInt8>(repeating: 0, count: rows.rows)
    for row in 0..<rows.rows {
      hashes[row] = HNSWLevels.hash(id: ids?[row] ?? UInt64(row), seed: options.seed)
    }
    let twins = Twins.find(rows, squares, workers: options.workers)
    for row in 0..<rows.rows where twins?.isFirst(row) ?? true {
      levels[row] = HNSWLevels.level(hash: hashes[row], m: options.m)
    }
    let storage = HNSWStorage(levels: levels, m: options.m)
    storage.twins = twins?.next
    let order = (0..<rows.rows).filter { twins?.isFirst($0) ?? true }
      .sorted { (~levels[$0], hashes[$0], $0) < (~levels[$1], hashes[$1], $1) }
      .map { UInt32($0) }
    let builder = HNSWBuilder(
      measure: measure, squares: squares, storage: storage, order: order, options: options)
    try builder.linkAll(progress: progress, isCancelled: isCancelled)
    return try finish(
      storage, rows, measure, squares, scales, ids, options, isCancelled: isCancelled)
  }

  static func finish(
    _ storage: HNSWStorage, _ rows: VectorRows, _ measure: RowMeasure, _ squares: Slots<Float>,
    _ scales: Slots<Float>, _ ids: [UInt64]?, _ options: HNSWOptions,
    isCancelled: CancelCheck?
  ) throws -> HNSWIndex {
    let kept = ids.map { ids in
      let slots = Slots<UInt64>(repeating: 0, count: ids.count)
      for (at, id) in ids.enumerated() { slots[at] = id }
      return slots
    }
    var header = HNSWHeader(storage, options, columns: rows.columns)
    header.hasIDs = kept != nil
    header.layOut()
    var owners: [AnyObject] = [storage, squares, scales]
    var measure = measure
    if let storage = options.codes.storage, rows.rows > 0 {
      let codes = try rows.codes(storage, workers: options.workers)
      measure.codes = RowCodes(codes.base, columns: rows.columns, storage: storage, metric: options.metric)
      owners.append(codes)
    }
    if let kept { owners.append(kept) }
    func index(_ header: HNSWHeader) -> HNSWIndex {
      HNSWIndex(
        rows: rows, graph: storage.graph, measure: measure, squares: squares.base,
        ids: kept.map { UnsafePointer($0.base) }, header: header, owners: owners)
    }
    guard options.recallSample > 0, rows.rows > 1 else { return index(header) }
    header.recall = try index(header).measureRecall(
      sample: options.recallSample, ef: options.recallEf, workers: options.workers, isCancelled: isCancelled)
    return index(header)
  }

  static func check(_ rows: VectorRows, _ ids: [UInt64]?) throws(VectorsError) {
    guard rows.rows <= HNSWGraph.mostRows else {
      throw .tooManyRows(rows.rows, most: HNSWGraph.mostRows)
    }
    guard rows.columns > 0 || rows.rows == 0 else { throw .badShape(rows: rows.rows, columns: rows.columns) }
    guard let ids else { return }
    guard ids.count == rows.rows else { throw .idCount(ids.count, rows: rows.rows) }
    var places = [UInt64: Int](minimumCapacity: ids.count)
    for (row, id) in ids.enumerated() {
      if let first = places.updateValue(row, forKey: id) {
        throw .duplicateID(id, first: first, second: row)
      }
    }
  }
}
