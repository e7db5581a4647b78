import Basics
import CKernels
import FoundationEssentials
import Glibc
import Testing
import Vectors

@testable import Embedding

@Suite struct BertModelTests {
  static let texts =
    [
      "", "a", "the abc.", "b b b b b b b b b b b b b b b b b b b b", "é É e\u{301}", "unknown",
      "cab. cab. the",
    ]
    + (0..<20).map { String(repeating: "a b ", count: $0) }

  @Test func vectorsAreThoseOfThePlainForwardPass() throws {
    try withModel(TinyModel()) { model in
      let vectors = try model.encode(Self.texts, workers: 2, isCancelled: nil)
      let judge = PlainBert(TinyModel())
      for (row, text) in Self.texts.enumerated().prefix(12) {
        let expected = judge.vector(try model.tokens(of: text))
        for (got, wanted) in zip(vectors.rowArray(row), expected) {
          #expect(abs(Double(got) - wanted) < 1e-5, "\(text)")
        }
      }
    }
  }

  @Test(arguments: ["gelu", "gelu_new", "relu"])
  func levelsWorkersAndGroupingsGiveTheSameBits(activation: String) throws {
    try withFolder { folder in
      try TinyModel(activation: activation).write(to: folder)
      let plain = try BertModel(path: folder, level: VNB_PORTABLE).encode(
        Self.texts, workers: 1, isCancelled: nil)
      let expected = rows(plain)
      for level in 0...vnb_simd_level_supported() {
        let model = try BertModel(path: folder, level: level)
        for workers in [1, 2, 3] {
          #expect(rows(try model.encode(Self.texts, workers: workers, isCancelled: nil)) == expected)
        }
        let alone = try Self.texts.map { rows(try model.encode([$0], workers: 1, isCancelled: nil))[0] }
        #expect(alone == expected)
        let reversed = rows(try model.encode(Self.texts.reversed(), workers: 2, isCancelled: nil))
        #expect(Array(reversed.reversed()) == expected)
      }
    }
  }

  @Test func activationAndPoolingMatter() throws {
    let usual = try withModel(TinyModel()) { rows(try $0.encode(["abc a"], workers: 1, isCancelled: nil)) }
    for other in [
      TinyModel(activation: "relu"), TinyModel(activation: "gelu_new"),
      TinyModel(pooling: #"{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}"#),
      TinyModel(modules: ["Transformer", "Pooling"]),
    ] {
      let changed = try withModel(other) { rows(try $0.encode(["abc a"], workers: 1, isCancelled: nil)) }
      #expect(changed != usual)
    }
  }

  /// The digest is that of the weights alone; kept vectors must not outlive a changed vocabulary either.
  @Test func recipeNamesAllThatDecidesTheVectors() throws {
    func recipe(_ tiny: TinyModel, _ file: (name: String, text: String)? = nil) throws -> String {
      try withFolder { folder in
        try tiny.write(to: folder)
        if let file { try write(file.text, to: folder + "/" + file.name) }
        return try #require(try BertModel(path: folder).recipe)
      }
    }
    var words = TinyModel().words
    words.swapAt(5, 6)
    let recipes = [
      try recipe(TinyModel()), try recipe(TinyModel(words: words)), try recipe(TinyModel(activation: "relu")),
      try recipe(TinyModel(pooling: #"{"pooling_mode_cls_token": true}"#)),
      try recipe(TinyModel(modules: ["Transformer", "Pooling"])), try recipe(TinyModel(type: "BF16")),
      try recipe(TinyModel(), ("tokenizer_config.json", #"{"do_lower_case": false}"#)),
      try recipe(TinyModel(), ("sentence_bert_config.json", #"{"max_seq_length": 8}"#)),
    ]
    #expect(Set(recipes).count == recipes.count)
    #expect(try recipe(TinyModel()) == recipes[0])
    #expect(try HashModel(dimension: 64).recipe != HashModel(dimension: 65).recipe)
  }

  @Test func normalizesOnlyWhenAsked() throws {
    try withModel(TinyModel()) { model in
      #expect(model.normalized)
      let vector = try model.encode(["abc"], workers: 1, isCancelled: nil).rowArray(0)
      #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-6)
    }
    let normalized = try withModel(TinyModel(modules: ["Transformer", "Pooling"])) { $0.normalized }
    #expect(!normalized)
  }

  /// The tiny model's numbers are exact in all three types.
  @Test func halfPrecisionAndPrefixedNamesLoad() throws {
    let usual = try withModel(TinyModel()) { rows(try $0.encode(Self.texts, workers: 1, isCancelled: nil)) }
    for other in [TinyModel(type: "F16"), TinyModel(type: "BF16"), TinyModel(prefix: "bert.")] {
      let same = try withModel(other) { rows(try $0.encode(Self.texts, workers: 1, isCancelled: nil)) }
      #expect(same == usual)
    }
  }

  @Test func stopsWhenAsked() throws {
    try withModel(TinyModel()) { model in
      #expect(throws: Cancelled.self) {
        try model.encode(Array(repeating: "a", count: 100), workers: 2) { true }
      }
      let none = try model.encode([], workers: 2, isCancelled: nil)
      #expect(none.rows == 0)
    }
  }

  @Test func notANumberInTheWeightsIsAnError() throws {
    try withModel(TinyModel(poison: "encoder.layer.1.output.dense.weight")) { model in
      #expect(throws: EmbeddingError.notFinite(model: model.name, text: 0)) {
        try model.encode(["a"], workers: 1, isCancelled: nil)
      }
    }
  }

  @Test func digestIsThatOfTheWeights() throws {
    try withFolder { folder in
      try TinyModel().write(to: folder)
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: folder + "/model.safetensors")))
      let digest = try BertModel(path: folder).digest
      #expect(digest == SHA256.hex(bytes))
    }
  }

  @Test(.enabled(if: minilmFolder() != nil, "minilm")) func digestOfMinilm() throws {
    let model = try BertModel(path: minilmFolder() ?? "")
    #expect(model.digest == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")
  }

  private func rows(_ matrix: Matrix) -> [[UInt32]] {
    (0..<matrix.rows).map { matrix.rowArray($0).map(\.bitPattern) }
  }

  @discardableResult
  private func withModel<T>(_ tiny: TinyModel, _ body: (BertModel) throws -> T) throws -> T {
    try withFolder { folder in
      try tiny.write(to: folder)
      return try body(BertModel(path: folder))
    }
  }
}
