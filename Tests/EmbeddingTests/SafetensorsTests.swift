import FoundationEssentials
import Testing

@testable import Embedding

@Suite struct SafetensorsTests {
  static let eight = Data((0..<8).map { UInt8($0) })

  @Test(arguments: [
    ("", "too few"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9]}}"#, "cut short"),
    (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, "needs 12 bytes"),
    (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, "shape"),
    (#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#, "shape"),
    (#"{"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}"#, "unknown type F33"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, "offsets"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#, "offsets"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, "offsets"),
    (#"{"a":{"dtype":"F32","shape":[2]}}"#, "not valid JSON"),
    (#"{"a":7}"#, "not valid JSON"),
    (#"[1,2]"#, "not valid JSON"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}"#,
      "a and b overlap"
    ),
    (String(repeating: "[", count: 100_000), "not valid JSON"),
  ])
  func damagedHeadersAreRefused(header: String, word: String) throws {
    let data = header.isEmpty ? Data([1, 2]) : safetensorsFile(header, Self.eight)
    #expect(try reason(data).contains(word))
  }

  @Test func lengthsBeyondTheFileAreRefused() throws {
    #expect(try reason(Data()).contains("too few"))
    #expect(try reason(Data(repeating: 255, count: 16)).contains("over the limit"))
    #expect(try reason(Data([100, 0, 0, 0, 0, 0, 0, 0]) + Data("{}".utf8)).contains("only 2 more"))
  }

  /// Every file cut short somewhere is refused, never read past its end.
  @Test func everyTruncationIsRefused() throws {
    let whole = TinyModel(layers: 1).safetensors
    for length in stride(from: 0, to: whole.count, by: 97) {
      #expect(try !reason(whole.prefix(length)).isEmpty)
    }
  }

  @Test func wrongTensorsAreNamed() throws {
    let header = #"{"a":{"dtype":"I32","shape":[2],"data_offsets":[0,8]}}"#
    try withFile(safetensorsFile(header, Self.eight)) { path in
      let file = try Safetensors(path: path)
      #expect(throws: EmbeddingError.missingTensor(path: path, name: "b")) {
        try file.floats("b", shape: [2])
      }
      #expect(throws: EmbeddingError.wrongShape(path: path, name: "a", expected: [1, 2], found: [2])) {
        try file.floats("a", shape: [1, 2])
      }
      #expect(throws: EmbeddingError.wrongType(path: path, name: "a", found: "I32")) {
        try file.floats("a", shape: [2])
      }
    }
  }

  @Test func halfPrecisionIsExact() {
    #expect(Safetensors.half(0x3C00) == 1)
    #expect(Safetensors.half(0xC000) == -2)
    #expect(Safetensors.half(0x0001) == 0x1p-24)
    #expect(Safetensors.half(0x83FF) == -0x1.ff8p-15)
    #expect(Safetensors.half(0x7BFF) == 65504)
    #expect(Safetensors.half(0x7C00) == .infinity)
    #expect(Safetensors.half(0x7E00).isNaN)
  }

  /// What is wrong with a file; empty when nothing is.
  private func reason(_ data: Data) throws -> String {
    try withFile(data) { path in
      do {
        _ = try Safetensors(path: path)
        return ""
      } catch EmbeddingError.badSafetensors(path, let reason) { return reason }
    }
  }

  private func withFile<T>(_ data: Data, _ body: (String) throws -> T) throws -> T {
    try withFolder { folder in
      try data.write(to: URL(filePath: folder + "/model.safetensors"))
      return try body(folder + "/model.safetensors")
    }
  }
}
