import Embedding
import Pipeline
import Synchronization
import Vectors

/// A model whose vectors follow from the bytes of the text by a few lines of integer arithmetic. The text `<nan>` gives a
/// NaN, `<zero>` a zero vector.
final class FakeModel: EmbeddingModel {
  let name: String
  let dimension: Int
  let metric: Metric
  let digest: String
  var label: String { "a model for tests" }
  var description: String { label }
  var normalized: Bool { metric == .cosine }
  /// Texts encoded so far.
  let encoded = Atomic<Int>(0)

  init(name: String = "fake", dimension: Int = 8, metric: Metric = .cosine, digest: String = "d1") {
    self.name = name
    self.dimension = dimension
    self.metric = metric
    self.digest = digest
  }

  func encode(_ texts: [String], workers: Int, isCancelled: CancelCheck?) throws -> Matrix {
    let matrix = Matrix(rows: texts.count, columns: dimension)
    for (row, text) in texts.enumerated() {
      if let isCancelled, isCancelled() { throw Cancelled() }
      matrix.setRow(row, vector(of: text))
    }
    encoded.add(texts.count, ordering: .relaxed)
    return matrix
  }

  func vector(of text: String) -> [Float] {
    if text == "<nan>" { return [.nan] + [Float](repeating: 0, count: dimension - 1) }
    if text == "<zero>" { return [Float](repeating: 0, count: dimension) }
    var state = text.utf8.reduce(UInt64(14_695_981_039_346_656_037)) {
      ($0 ^ UInt64($1)) &* 1_099_511_628_211
    }
    var values: [Float] = (0..<dimension).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int(state >> 40) - (1 << 23)) / Float(1 << 23)
    }
    if normalized {
      let length = values.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
      for at in values.indices { values[at] /= length }
    }
    return values
  }
}
