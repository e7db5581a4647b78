import Basics
import Stores
import Vectors

extension KMeansJob {
  /// Chooses the algorithm by the number of rows and runs it.
  func learn(rows: Int, dimension: Int) throws -> Clustering {
    do {
      let isSmall = rows <= KMeansRequest.lloydRows || request.weight != nil
      if request.algorithm == .lloyd || (request.algorithm == .auto && isSmall) {
        return try lloyd(rows: rows, dimension: dimension)
      }
      guard request.k >= Self.keptMiniBatchClusters else {
        return try minibatches(rows: rows, dimension: dimension)
      }
      let add = { (maker: inout CacheKeyMaker) in
        try self.addVectors(to: &maker, rows: rows, dimension: dimension)
      }
      return try cached(.minibatch, dimension: dimension, vectors: add) {
        try minibatches(rows: rows, dimension: dimension)
      }
    } catch VectorsError.fewerDistinctRows(let found, let k) {
      throw PipelineError.tooFewDistinct(k: k, distinct: found)
    }
  }

  private func bytes(_ rows: Int, _ dimension: Int) -> Int {
    rows.multipliedCapped(by: (dimension + 15) / 16 * 16).multipliedCapped(by: 4)
  }

  private var options: KMeansOptions {
    var options = KMeansOptions(k: request.k)
    options.metric = vector.metric
    options.seed = request.seed
    options.sessionSeed = request.sessionSeed
    options.start = request.start
    options.starts = request.restarts
    options.maxRounds = request.maxRounds
    options.tolerance = request.tolerance
    options.workers = request.workers
    options.isCancelled = control.isCancelled
    let control = control
    let total = request.maxRounds
    options.onRound = { round, _ in
      control.progress(Progress(job: "kmeans", done: round, total: total, unit: "rounds"))
    }
    return options
  }

  /// In memory when the vectors fit, else in passes over the store.
  private func lloyd(rows: Int, dimension: Int) throws -> Clustering {
    var options = options
    if let weight = request.weight { options.weights = try weights(weight, rows: rows) }
    if bytes(rows, dimension) > KMeansRequest.memoryBytes {
      let add = { (maker: inout CacheKeyMaker) in
        Self.add(options.weights, to: &maker)
        try self.addVectors(to: &maker, rows: rows, dimension: dimension)
      }
      return try cached(.lloyd, dimension: dimension, vectors: add) {
        try finished(KMeans.fit(passes: storedRows(rows, dimension), options, start: base?.centroids))
      }
    }
    let read = try readAll(rows, dimension)
    let add = { (maker: inout CacheKeyMaker) in
      Self.add(options.weights, to: &maker)
      maker.add("vectors", read)
    }
    return try cached(.lloyd, dimension: dimension, vectors: add) {
      // In place, so that k-means needs no copy of its own.
      if vector.metric == .cosine { try read.normalizeRows(workers: request.workers) }
      return try finished(KMeans.fit(read, options, start: base?.centroids))
    }
  }

  private func finished(_ fitted: KMeansResult) -> Clustering {
    var result = newClustering(fitted.centroids, algorithm: .lloyd)
    result.rows = fitted.assignment.labels.count
    result.inertia = fitted.inertia
    result.rounds = fitted.rounds
    result.moved = fitted.moved
    result.reseeded = fitted.reseeded
    result.sizes = fitted.sizes
    return result
  }

  private func readAll(_ rows: Int, _ dimension: Int) throws -> Matrix {
    var read: Matrix?
    try scan(dimension: dimension, blockRows: rows).forEachBlock { block in
      read = block.filled
      return false
    }
    guard let read else { throw PipelineError.noVectors(column: vector.column, table: table.name) }
    return read
  }

  func storedRows(_ rows: Int, _ dimension: Int) -> StoredRows {
    StoredRows(scan: scan(dimension: dimension, blockRows: StoredRows.blockRows), rows: rows)
  }

  /// The best of all starts.
  private func minibatches(rows: Int, dimension: Int) throws -> Clustering {
    var best = try minibatch(rows: rows, dimension: dimension, number: 0)
    for number in 1..<max(1, base == nil ? request.restarts : 1) {
      let next = try minibatch(rows: rows, dimension: dimension, number: number)
      if next.inertia < best.inertia { best = next }
    }
    return best
  }

  /// One pass learns, a second measures. Memory: a few blocks, whatever the number of rows.
  private func minibatch(rows: Int, dimension: Int, number: Int) throws -> Clustering {
    let blockRows = min(request.minibatchSize, rows)
    if bytes(blockRows, dimension) > KMeansRequest.memoryBytes {
      throw PipelineError.badOption(
        name: "minibatch size", value: grouped(request.minibatchSize), must: "small enough for memory")
    }
    var learner =
      try base.map { try MiniBatchKMeans(resuming: $0.centroids, options) }
      ?? MiniBatchKMeans(options, number: number)
    var start = MiniBatchStart(k: request.k, rows: base == nil ? request.minibatchSize : 0)
    try scan(dimension: dimension, blockRows: blockRows).forEachBlock { block in
      if control.isCancelled() { throw Cancelled() }
      if let batch = start.batch(with: block.filled) { try learner.partialFit(batch) }
      control.progress(Progress(job: "kmeans", done: learner.rows, total: rows, unit: "rows"))
      return true
    }
    if let rest = start.rest { try learner.partialFit(rest) }
    guard let centroids = learner.centroids else {
      throw PipelineError.noVectors(column: vector.column, table: table.name)
    }
    var result = newClustering(centroids, algorithm: .minibatch)
    result.reseeded = learner.reseeded
    result.rounds = 1
    return try measured(result)
  }

  /// Rows, sizes and inertia by assigning every row.
  private func measured(_ clustering: Clustering) throws -> Clustering {
    let nearest = try NearestCentroids(clustering.centroids, metric: vector.metric)
    var result = clustering
    var total = 0.0
    try scan(dimension: clustering.dimension, blockRows: VectorScan.blockRows).forEachBlock { block in
      let found = try nearest.assign(block.filled, workers: request.workers, isCancelled: control.isCancelled)
      for label in found.labels { result.sizes[Int(label)] += 1 }
      total += found.squaredDistances.reduce(0.0) { $0 + Double($1) }
      result.rows += block.count
      return true
    }
    result.inertia = result.rows == 0 ? 0 : total / Double(result.rows)
    return result
  }

  func newClustering(_ centroids: Matrix, algorithm: KMeansRequest.Algorithm) -> Clustering {
    Clustering(
      table: table.name, column: vector.column, version: nil, k: request.k, dimension: centroids.columns,
      metric: vector.metric, seed: request.seed, algorithm: algorithm.rawValue, rows: 0, inertia: 0,
      rounds: 0,
      moved: 0, reseeded: 0, sizes: [Int](repeating: 0, count: request.k), centroids: centroids, seconds: 0,
      plannedSQL: [], refined: base?.version)
  }
}

/// Gathers rows until they can give a mini-batch clustering its start: at least four for each cluster, and k distinct.
private struct MiniBatchStart {
  let k: Int
  /// Look again when there are this many; 0 once the start was given.
  private var wanted: Int
  private var gathered: [Matrix] = []
  private var count = 0

  /// `rows` is 0 when no start is needed.
  init(k: Int, rows: Int) {
    self.k = k
    wanted = rows == 0 ? 0 : max(rows, k.multipliedCapped(by: 4))
  }

  /// What to learn from now that `block` was read; nil while gathering.
  mutating func batch(with block: Matrix) -> Matrix? {
    if wanted == 0 { return block }
    gathered.append(block)
    count += block.rows
    guard count >= wanted, let all = rest else { return nil }
    if all.distinctRows(upTo: k) < k {
      gathered = [all]
      wanted = count.multipliedCapped(by: 2)
      return nil
    }
    gathered = []
    wanted = 0
    return all
  }

  /// All rows gathered so far, as one.
  var rest: Matrix? {
    guard let first = gathered.first else { return nil }
    if gathered.count == 1 { return first }
    let all = Matrix(rows: count, columns: first.columns)
    var place = 0
    for part in gathered {
      all.row(place).update(from: part.base, count: part.rows * part.stride)
      place += part.rows
    }
    return all
  }
}
