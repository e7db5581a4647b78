import Basics
import Vectors

extension KMeansJob {
  /// Clusters that make a mini-batch clustering dear enough to keep: with fewer it takes hardly longer than reading the
  /// vectors for its key.
  static let keptMiniBatchClusters = 256

  /// The clustering that the cache has for the options, the centroids to start from and the vectors that `add` puts into the
  /// key; else what `learn` makes, which is kept when it comes to its end.
  func cached(
    _ algorithm: KMeansRequest.Algorithm, dimension: Int, vectors add: (inout CacheKeyMaker) throws -> Void,
    _ learn: () throws -> Clustering
  ) throws -> Clustering {
    guard let cache = control.cache else { return try learn() }
    var maker = keyMaker(algorithm)
    try add(&maker)
    let key = maker.key
    var use = CacheUse(job: "kmeans")
    let template = newClustering(Matrix(rows: request.k, columns: dimension), algorithm: algorithm)
    var result: Clustering
    if let found = cache.take(key, { Clustering($0, template) }) {
      result = found.result
      (use.rows, use.seconds) = (result.rows, found.seconds)
    } else {
      let watch = Stopwatch()
      result = try learn()
      cache.keep(result.bytes, for: key, seconds: watch.seconds)
    }
    use.total = result.rows
    result.cacheUse = use
    return result
  }

  /// All that decides the result but the vectors.
  private func keyMaker(_ algorithm: KMeansRequest.Algorithm) -> CacheKeyMaker {
    var maker = CacheKeyMaker(step: "kmeans")
    maker.add("algorithm", algorithm.rawValue)
    maker.add("metric", vector.metric.rawValue)
    maker.add("k", request.k)
    maker.add("seed", request.seed)
    maker.add("session seed", request.sessionSeed)
    maker.add("init", request.start.rawValue)
    maker.add("restarts", request.restarts)
    switch algorithm {
    case .minibatch: maker.add("minibatch size", request.minibatchSize)
    case .lloyd, .auto:
      maker.add("rounds", request.maxRounds)
      maker.add("tolerance", request.tolerance)
    }
    if let base { maker.add("start", base.centroids) }
    return maker
  }

  /// Puts the weights of the rows into a key.
  static func add(_ weights: [Double]?, to maker: inout CacheKeyMaker) {
    guard let weights else { return }
    maker.add("weights", weights.map { String($0.bitPattern) }.joined(separator: " "))
  }

  /// Puts the vectors into a key, block by block.
  func addVectors(to maker: inout CacheKeyMaker, rows: Int, dimension: Int) throws {
    maker.add("vectors", "\(rows) x \(dimension)")
    try scan(dimension: dimension, blockRows: VectorScan.blockRows).forEachBlock { block in
      if control.isCancelled() { throw Cancelled() }
      maker.add(rowsOf: block.filled)
      return true
    }
  }
}

extension Clustering {
  private static let counts = 5

  /// What was learned, little-endian: rows, rounds, moved, reseeded and inertia, the sizes, 8 bytes each, and the centroids.
  fileprivate var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for count in [rows, rounds, moved, reseeded] { bytes.append(littleEndian: Int64(count)) }
    bytes.append(littleEndian: inertia.bitPattern)
    for size in sizes { bytes.append(littleEndian: Int64(size)) }
    return bytes + centroids.bytes(ofRows: 0..<centroids.rows)
  }

  /// The template with what was learned; nil when the bytes are not of one with its k and dimension.
  fileprivate init?(_ bytes: UnsafeRawBufferPointer, _ template: Clustering) {
    self = template
    let head = (Self.counts + k) * 8
    guard bytes.count == head + k * dimension * MemoryLayout<Float>.size else { return nil }
    let numbers = (0..<Self.counts + k).map { place -> Int in
      let number: Int64 = bytes.littleEndian(at: place * 8)
      return Int(number)
    }
    (rows, rounds, moved, reseeded) = (numbers[0], numbers[1], numbers[2], numbers[3])
    inertia = Double(bitPattern: bytes.littleEndian(at: 32))
    sizes = Array(numbers[Self.counts...])
    let learned = Matrix(rows: k, columns: dimension)
    guard learned.setRows(0..<k, UnsafeRawBufferPointer(rebasing: bytes[head...])) != nil else { return nil }
    centroids = learned
  }
}
