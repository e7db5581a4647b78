import Synchronization
import Vectors

/// One call of `encode`: workers take groups of texts from a common counter, tokenize them, and run them through the
/// encoder in batches of a few hundred tokens. Each vector goes to its own row, so the order of work does not matter.
final class EncodeWork: Sendable {
  /// Tokens of a batch, unless one text alone has more: enough rows that streaming the
  /// weights through the caches costs little.
  static let tokensPerBatch = 896
  /// Texts taken at a time, at most.
  static let textsPerGroup = 12

  private let texts: [String]
  private let tokenizer: WordPieceTokenizer
  private let encoder: BertEncoder
  private let result: Matrix
  private let isCancelled: CancelCheck?
  private let next = Atomic<Int>(0)
  private let stopped = Atomic<Bool>(false)

  init(
    texts: [String], tokenizer: WordPieceTokenizer, encoder: BertEncoder, result: Matrix,
    isCancelled: CancelCheck?
  ) {
    self.texts = texts
    self.tokenizer = tokenizer
    self.encoder = encoder
    self.result = result
    self.isCancelled = isCancelled
  }

  func run(workers: Int) throws {
    let workers = max(1, min(workers, texts.count))
    parallelFor(workers, workers: workers) { _ in self.work(workers) }
    if stopped.load(ordering: .relaxed) { throw Cancelled() }
  }

  private func work(_ workers: Int) {
    let space = BertWorkspace(encoder.weights.settings)
    var reader = WordPieceRun(tokenizer)
    while let group = take(workers) {
      if !encode(group, &reader, space) { return }
    }
  }

  /// The next texts to encode. Groups get smaller near the end, so that the workers finish together.
  private func take(_ workers: Int) -> Range<Int>? {
    var from = next.load(ordering: .relaxed)
    while from < texts.count {
      let size = max(1, min(Self.textsPerGroup, (texts.count - from) / (2 * workers)))
      let (exchanged, now) = next.compareExchange(expected: from, desired: from + size, ordering: .relaxed)
      if exchanged { return from..<from + size }
      from = now
    }
    return nil
  }

  /// False when the caller asked to stop.
  private func encode(_ group: Range<Int>, _ reader: inout WordPieceRun, _ space: BertWorkspace) -> Bool {
    var ids: [Int32] = []
    var bounds = [0]
    var first = group.lowerBound
    for index in group {
      reader.append(texts[index], to: &ids)
      let start = bounds[bounds.count - 1]
      if ids.count > Self.tokensPerBatch, start > 0 {
        if !flush(Array(ids[..<start]), bounds, first, space) { return false }
        ids.removeFirst(start)
        bounds = [0]
        first = index
      }
      bounds.append(ids.count)
    }
    return flush(ids, bounds, first, space)
  }

  private func flush(_ ids: [Int32], _ bounds: [Int], _ first: Int, _ space: BertWorkspace) -> Bool {
    if stopped.load(ordering: .relaxed) { return false }
    if isCancelled?() == true {
      stopped.store(true, ordering: .relaxed)
      return false
    }
    encoder.encode(ids, bounds: bounds, space: space) { self.result.row(first + $0) }
    return true
  }
}
