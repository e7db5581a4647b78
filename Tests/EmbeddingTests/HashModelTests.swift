import Testing

@testable import Embedding

/// The expected places and counts were computed in Python with the recipe of the model this one follows.
@Suite struct HashModelTests {
  @Test func wordsGoToTheirPlaces() throws {
    try check(
      "Hello, hello WORLD_1", 384,
      [
        27: 2, 31: 2, 38: 2, 63: 1, 86: 1, 94: 1, 115: 2, 147: 2, 223: 2, 281: 1, 300: 2, 307: 1, 325: 2,
        330: 1,
        338: 1, 372: 1,
      ])
    try check(
      "ΌΣΟΣ ½ 表表 naïve", 64,
      [
        3: 1, 5: 1, 8: 4, 10: 2, 17: 1, 20: 1, 27: 1, 32: 1, 33: 1, 36: 2, 38: 1, 40: 1, 41: 4, 42: 1, 47: 3,
        48: 1,
        49: 1, 51: 1, 52: 1, 56: 1, 61: 2,
      ])
  }

  @Test func textWithoutWordsIsOneWord() throws {
    try check("!?…", 128, [6: 1, 11: 1, 15: 1, 22: 1, 57: 1, 63: 1, 74: 1, 85: 1])
  }

  @Test func emptyTextIsZeros() throws { try check("", 384, [:]) }

  @Test func dimensionsOutOfRangeAreRefused() {
    for dimension in [-1, 0, 63, 16_385] {
      #expect(throws: EmbeddingError.badDimension(dimension)) { try HashModel(dimension: dimension) }
    }
  }

  @Test func workersDoNotMatter() throws {
    let texts = (0..<700).map { "text \($0) of \($0 % 7)" }
    let model = try HashModel()
    let one = try model.encode(texts, workers: 1, isCancelled: nil)
    let two = try model.encode(texts, workers: 2, isCancelled: nil)
    for row in texts.indices { #expect(one.rowArray(row) == two.rowArray(row)) }
  }

  private func check(_ text: String, _ dimension: Int, _ counts: [Int: Double]) throws {
    let vector = try HashModel(dimension: dimension).encode([text], workers: 1, isCancelled: nil).rowArray(0)
    let length = counts.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    for at in 0..<dimension {
      #expect(vector[at] == Float(counts[at].map { $0 / length } ?? 0), "place \(at)")
    }
  }
}
