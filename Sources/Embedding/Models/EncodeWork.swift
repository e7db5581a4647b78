import Synchronization
import Vectors

/// One call of `encode`: workers take groups of texts from a common counter, tokenize them, and run them through the
/// encoder in batches of a few hundred tokens. Each vector goes to its own row, so the order of work does not matter.
final class EncodeWork: Sendable {
  /// Tokens of a batch, unless one text alone has more: enough rows that streaming the
  /// weights through the caches costs little.
  static let tokensPerBatch = 448
  /// Texts taken at a time, at most.
  static let textsPerGroup = 8

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
    let group = max(1, min(Self.textsPerGroup, texts.count / workers))
    parallelFor(workers, workers: workers) { _ in self.work(group) }
    if stopped.load(ordering: .relaxed) { throw Cancelled() }
  }

  private func work(_ group: Int) {
    let space = BertWorkspace(encoder.weights.settings)
    var reader = WordPieceRun(tokenizer)
    while true {
      let from = next.add(group, ordering: .relaxed).oldValue
      if from >= texts.count { return }
      if !encode(from..<min(texts.count, from + group), &reader, space) { return }
    }
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
