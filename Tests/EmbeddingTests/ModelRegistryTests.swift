import FoundationEssentials
import Testing

@testable import Embedding

@Suite struct ModelRegistryTests {
  @Test func findsByEveryRoute() throws {
    try withFolder { home in
      let data = home + "/.local/share/vnb/models/"
      let hub = home + "/.cache/huggingface/hub/"
      try TinyModel().write(to: data + "all-MiniLM-L6-v2")
      try TinyModel().write(to: home + "/mine/own")
      try TinyModel().write(to: hub + "models--org--cached/snapshots/abc")
      try TinyModel().write(to: hub + "models--org--cached/snapshots/def")
      try write2(hub + "models--org--cached/refs", "main", "def\n")
      try FileManager.default.createDirectory(atPath: data + "not a model", withIntermediateDirectories: true)
      let registry = ModelRegistry(environment: ["HOME": home, "VNB_MODELS": home + "/mine"])
      let places = ModelPlaces(environment: ["HOME": home, "VNB_MODELS": home + "/mine"])
      for name in ["minilm", "all-MiniLM-L6-v2", "hf_st_all_minilm_l6"] {
        #expect(try registry.model(named: name) === registry.model(named: "minilm"))
        #expect(try registry.model(named: name).name == "minilm")
      }
      #expect(
        try registry.model(named: "minilm").label == "Hugging Face Sentence Transformer all-MiniLM-L6-v2")
      #expect(places.find("own")?.path == home + "/mine/own")
      #expect(places.find("cached")?.path == hub + "models--org--cached/snapshots/def")
      #expect(places.find("org/cached")?.path == hub + "models--org--cached/snapshots/def")
      #expect(places.find("other/cached") == nil)
      #expect(places.find(home + "/mine/own")?.path == home + "/mine/own")
      #expect(places.find("~/mine/own")?.path == home + "/mine/own")
      #expect(places.find("../../../mine/own") == nil)
      #expect(registry.list().map(\.name) == ["hash", "minilm", "org/cached", "own"])
      #expect(registry.list().map(\.dimension) == [384, 20, 20, 20])
    }
  }

  @Test func hashHasDimensions() throws {
    let registry = ModelRegistry(environment: ["HOME": "/nonexistent"])
    #expect(try registry.model(named: "hash").dimension == 384)
    #expect(try registry.model(named: "hash:128").dimension == 128)
    #expect(throws: EmbeddingError.badDimension(1)) { try registry.model(named: "hash:1") }
    #expect(registry.list().map(\.name) == ["hash"])
  }

  @Test(
    arguments: [
      ("minlm", "minilm"), ("MiniLM", "minilm"), ("hahs", "hash"), ("hsh", "hash"),
      ("all-minilm-l6-v2", "all-MiniLM-L6-v2"),
      ("something else", nil), ("", nil), (#"x"; drop table t; --"#, nil), ("表", nil),
    ] as [(String, String?)])
  func unknownNames(name: String, nearest: String?) {
    let registry = ModelRegistry(environment: ["HOME": "/nonexistent"])
    let expected = EmbeddingError.unknownModel(name, nearest: nearest)
    #expect(throws: expected) { try registry.model(named: name) }
    #expect(expected.message == "Invalid embedding model \(name)")
  }

  @Test func damagedFoldersSayWhatIsWrong() throws {
    try check("config.json", "{", "does not parse")
    try check("config.json", "{}", "`vocab_size` is missing")
    try check("config.json", TinyModel(activation: "silu").config, "the activation silu")
    try check("config.json", TinyModel(heads: 3).config, "not a multiple of the 3")
    try check("config.json", TinyModel(hidden: -20).config, "`hidden_size` should be 1 to")
    try check(
      "config.json", TinyModel().config.replacing(#""bert""#, with: #""mpnet""#), "the architecture mpnet")
    try check("modules.json", #"[{"type":"a.Transformer","path":""},{"type":"a.Dense","path":"2"}]"#, "Dense")
    try check("modules.json", #"[{"type":"a.Transformer","path":"../x"}]"#, "leaves the folder")
    try check("modules.json", "[]", "first module")
    try check("1_Pooling/config.json", #"{"pooling_mode_max_tokens":true}"#, "the pooling max")
    try check("1_Pooling/config.json", #"{"pooling_mode_max_tokens":"yes"}"#, "value of the wrong kind")
    try check("config.json", nil, "no file")
    try check("vocab.txt", nil, "no file")
    try check("vocab.txt", "a\nb\n", "[UNK], [CLS] or [SEP] is missing")
    try check("vocab.txt", String(repeating: "[UNK]\n[CLS]\n[SEP]\n", count: 20), "60 pieces")
    try check("model.safetensors", nil, "no file")
    try check("model.safetensors", "x", "too few")
    try check("config.json", TinyModel(inner: 40).config, "should have the shape [40, 20], got [36, 20]")
    try check("config.json", TinyModel(layers: 4).config, "no tensor encoder.layer.3")
  }

  @Test func otherWeightFilesAreNamed() throws {
    try withFolder { folder in
      try TinyModel().write(to: folder)
      try FileManager.default.moveItem(
        atPath: folder + "/model.safetensors", toPath: folder + "/pytorch_model.bin")
      #expect(throws: EmbeddingError.otherWeights(folder: folder, found: "pytorch_model.bin")) {
        try BertModel(path: folder)
      }
    }
  }

  /// Replaces (or removes) one file of a good folder and expects these words in the error.
  private func check(_ file: String, _ text: String?, _ words: String) throws {
    try withFolder { folder in
      try TinyModel().write(to: folder)
      if let text {
        try write(text, to: folder + "/" + file)
      } else {
        try FileManager.default.removeItem(atPath: folder + "/" + file)
      }
      do {
        _ = try BertModel(path: folder).encode(["a"], workers: 1, isCancelled: nil)
        Issue.record("\(file) \(words): accepted")
      } catch let error as EmbeddingError {
        #expect(error.message.contains(words), "\(error.message)")
      }
    }
  }

  private func write2(_ folder: String, _ name: String, _ text: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try write(text, to: folder + "/" + name)
  }
}
