import Basics
import Embedding
import Vectors

extension EmbedJob {
  /// Vectors of at most `windowRows` texts, from the cache as far as it has them. They are kept in chunks of a few dozen
  /// texts; a chunk's key is the model's recipe and the texts, so neither batches nor the place of a row is in it.
  func vectors(of texts: [String]) throws -> Matrix {
    guard let cache = control.cache, let recipe = request.model.recipe else { return try encoded(texts) }
    let dimension = request.model.dimension
    let vectors = Matrix(rows: texts.count, columns: dimension)
    var use = report.cacheUse ?? CacheUse(job: "embed")
    use.total += texts.count
    var missing: [TextChunk] = []
    for chunk in TextChunk.cut(texts, model: recipe, dimension: dimension) {
      guard let found = cache.take(chunk.key, { vectors.setRows(chunk.rows, $0) }) else {
        missing.append(chunk)
        continue
      }
      use.rows += chunk.rows.count
      use.seconds += found.seconds
    }
    report.cacheUse = use
    try encode(missing, of: texts, into: vectors, cache)
    return vectors
  }

  /// All chunks that the cache lacks go to the model at once. Nothing is kept when that ends early.
  private func encode(_ missing: [TextChunk], of texts: [String], into vectors: Matrix, _ cache: ResultCache)
    throws
  {
    if missing.isEmpty { return }
    let watch = Stopwatch()
    let places = missing.flatMap(\.rows)
    let made: Matrix
    do { made = try encoded(places.map { texts[$0] }) } catch EmbeddingError.notFinite(let model, let text) {
      // Counted among all texts, as without a cache.
      throw EmbeddingError.notFinite(model: model, text: places.indices.contains(text) ? places[text] : text)
    }
    let secondsPerRow = watch.seconds / Double(max(1, made.rows))
    var next = 0
    for chunk in missing {
      let rows = next..<next + chunk.rows.count
      next = rows.upperBound
      vectors.row(chunk.rows.lowerBound).update(
        from: made.row(rows.lowerBound), count: rows.count * made.stride)
      cache.keep(made.bytes(ofRows: rows), for: chunk.key, seconds: secondsPerRow * Double(rows.count))
    }
  }

  /// What the model makes of texts, one row each.
  private func encoded(_ texts: [String]) throws -> Matrix {
    let model = request.model
    let vectors = try model.encode(texts, workers: request.workers, isCancelled: control.isCancelled)
    guard vectors.rows == texts.count, vectors.columns == model.dimension else {
      let shape = "\(vectors.rows) x \(vectors.columns)"
      throw PipelineError.modelDamaged(
        model: model.name, reason: "gave \(shape) vectors for \(counted(texts.count, "text"))")
    }
    return vectors
  }
}

/// Consecutive texts whose vectors are kept together.
struct TextChunk {
  /// A chunk has this many texts at least, but for the last, and this many at most.
  static let fewest = 16
  static let most = 256

  let rows: Range<Int>
  let key: CacheKey

  /// Cuts where a text's own digest says so, one text in 32: a row that comes in or goes changes the chunk around it, and
  /// the cuts behind it stay.
  static func cut(_ texts: [String], model recipe: String, dimension: Int) -> [TextChunk] {
    var start = CacheKeyMaker(step: "embed")
    start.add("model", recipe)
    start.add("dimension", dimension)
    var chunks: [TextChunk] = []
    var (maker, first) = (start, 0)
    for (place, text) in texts.enumerated() {
      let digest = SHA256.digest(Array(text.utf8))
      maker.add(digest: digest)
      let count = place + 1 - first
      let isCut = count >= most || (count >= fewest && digest[0] & 31 == 0)
      guard isCut || place + 1 == texts.count else { continue }
      chunks.append(TextChunk(rows: first..<place + 1, key: maker.key))
      (maker, first) = (start, place + 1)
    }
    return chunks
  }
}

extension Matrix {
  /// Elements of rows as little-endian float32, without padding.
  func bytes(ofRows range: Range<Int>) -> [UInt8] {
    let length = columns * MemoryLayout<Float>.size
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count * length)
    for index in range { bytes += UnsafeRawBufferPointer(start: row(index), count: length) }
    return bytes
  }

  /// Sets rows from ``bytes(ofRows:)``; nil, with nothing set, when there are not as many.
  func setRows(_ range: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> Void? {
    let length = columns * MemoryLayout<Float>.size
    guard bytes.count == range.count * length, let base = bytes.baseAddress else { return nil }
    for (place, index) in range.enumerated() {
      UnsafeMutableRawPointer(row(index)).copyMemory(from: base + place * length, byteCount: length)
    }
    return ()
  }
}
