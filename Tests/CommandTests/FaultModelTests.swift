import Support
import Testing

/// Model folders that are not whole: the file at fault is named, and no row is touched.
@Suite struct FaultModelTests {
  /// A BERT folder of one layer and width 8, with made-up weights.
  private static func write(_ folder: TemporaryFolder) throws {
    let words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "word", "text", "of"]
    let layer = "encoder.layer.0."
    var shapes = [
      ("embeddings.word_embeddings.weight", [words.count, 8]),
      ("embeddings.position_embeddings.weight", [16, 8]),
      ("embeddings.token_type_embeddings.weight", [2, 8]),
    ]
    for name in ["self.query", "self.key", "self.value", "output.dense"] {
      shapes += [
        ("\(layer)attention.\(name).weight", [8, 8]), ("\(layer)attention.\(name).bias", [8]),
      ]
    }
    shapes += [
      (layer + "intermediate.dense.weight", [16, 8]), (layer + "intermediate.dense.bias", [16]),
      (layer + "output.dense.weight", [8, 16]), (layer + "output.dense.bias", [8]),
    ]
    for name in ["embeddings.", layer + "attention.output.", layer + "output."] {
      shapes += [(name + "LayerNorm.weight", [8]), (name + "LayerNorm.bias", [8])]
    }
    var random = SeededGenerator(seed: 8)
    var header: [String] = []
    var body: [UInt8] = []
    for (name, shape) in shapes {
      let start = body.count
      for value in random.vector(shape.reduce(1, *)) {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { body += $0 }
      }
      header.append(
        "\"\(name)\": {\"dtype\": \"F32\", \"shape\": \(shape), \"data_offsets\": [\(start), \(body.count)]}")
    }
    let text = Array("{\(header.joined(separator: ", "))}".utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    try folder.write("m/model.safetensors", bytes: length + text + body)
    try folder.write("m/vocab.txt", words.joined(separator: "\n") + "\n")
    try folder.write(
      "m/config.json",
      """
      {"model_type": "bert", "vocab_size": \(words.count), "hidden_size": 8, "num_hidden_layers": 1,
       "num_attention_heads": 2, "intermediate_size": 16, "hidden_act": "gelu", "max_position_embeddings": 16,
       "layer_norm_eps": 1e-12}
      """)
  }

  enum Harm: String, CaseIterable, Sendable {
    case noConfig, emptyConfig, noWeights, emptyWeights, cutHeader, cutWeights, hugeHeader, noVocabulary,
      noFolder
  }

  private static func harm(_ harm: Harm, _ folder: TemporaryFolder) throws {
    let weights = try Files.read(folder.file("m/model.safetensors"))
    func keep(_ bytes: [UInt8]) throws { try folder.write("m/model.safetensors", bytes: bytes) }
    switch harm {
    case .noConfig: Files.remove(folder.file("m/config.json"))
    case .emptyConfig: try folder.write("m/config.json", "")
    case .noWeights: Files.remove(folder.file("m/model.safetensors"))
    case .emptyWeights: try keep([])
    case .cutHeader: try keep(Array(weights[..<100]))
    case .cutWeights: try keep(Array(weights.dropLast(1)))
    case .hugeHeader: try keep([UInt8](repeating: 0xFF, count: 8) + weights.dropFirst(8))
    case .noVocabulary: Files.remove(folder.file("m/vocab.txt"))
    case .noFolder: Files.remove(folder.file("m"))
    }
  }

  @Test(arguments: Harm.allCases) func aHarmedModelIsNamed(_ harm: Harm) throws {
    let fault = FaultFolder()
    try fault.folder.write("r.jsonl", FaultFolder.records(0..<30))
    #expect(try fault.load("r.jsonl").exitCode == 0)
    try Self.write(fault.folder)
    try Self.harm(harm, fault.folder)
    let before = try fault.seed.select("select * from t")
    let model = fault.folder.file("m")
    let embed = ["-t", "t", "-i", "passage", "-o", "v", "-m", model]
    let run = try fault.seed.run("embed", embed, code: 1)
    let part =
      switch harm {
      case .noConfig, .emptyConfig: "config.json"
      case .noWeights, .emptyWeights, .cutHeader, .cutWeights, .hugeHeader: "model.safetensors"
      case .noVocabulary: "vocab.txt"
      case .noFolder: "/m"
      }
    #expect(
      run.stdout.isEmpty && run.stderr.contains(part) && run.stderr.contains("error[V"),
      "\(harm): \(run.summary)")
    #expect(try fault.seed.select("select * from t") == before)
    try Self.write(fault.folder)
    try fault.seed.run("embed", embed)
    #expect(try fault.count("length(v) = 32") == 30)
  }

  /// The real weights, cut in the middle as by a broken download.
  @Test(.enabled(if: modelFolder != nil, "the model is not installed")) func cutRealWeightsAreNamed() throws {
    let fault = FaultFolder()
    let real = try #require(modelFolder)
    try fault.folder.write("r.jsonl", FaultFolder.records(0..<30))
    #expect(try fault.load("r.jsonl").exitCode == 0)
    try fault.tool("cp", ["-rL", real, fault.folder.file("m")])
    try fault.tool("truncate", ["-s", "1000000", "m/model.safetensors"])
    let embed = ["-t", "t", "-i", "passage", "-o", "v", "-m", fault.folder.file("m")]
    let run = try fault.seed.run("embed", embed, code: 1)
    #expect(run.stderr.contains("model.safetensors"), "\(run.stderr)")
    #expect(try fault.seed.select("select name from pragma_table_info('t')") == ["pid", "passage"])
  }
}
