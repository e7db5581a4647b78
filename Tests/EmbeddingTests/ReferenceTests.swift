import CKernels
import FoundationEssentials
import Testing
import Vectors

@testable import Embedding

/// Ids and vectors of the reference implementation for 273 texts, odd ones included.
@Suite(.enabled(if: sharedFolder() != nil && minilmFolder() != nil, "shared data and minilm"))
struct ReferenceTests {
  struct Sample: Decodable {
    let id: String
    let text: String
    let token_ids: [Int32]
  }

  let samples: [Sample]
  let model: BertModel

  init() throws {
    let path = (sharedFolder() ?? "") + "/reference/minilm_texts.ndjson"
    let lines = try Data(contentsOf: URL(filePath: path)).split(separator: 10)
    samples = try lines.map { try JSONDecoder().decode(Sample.self, from: $0) }
    model = try BertModel(path: minilmFolder() ?? "")
  }

  @Test func everyIdIsEqual() throws {
    #expect(samples.count == 273)
    for sample in samples {
      #expect(try model.tokens(of: sample.text) == sample.token_ids, "\(sample.id)")
    }
  }

  @Test func everyVectorPointsTheSameWay() throws {
    let expected = try referenceVectors()
    let vectors = try model.encode(samples.map(\.text), workers: 2, isCancelled: nil)
    var least = 1.0
    for (row, sample) in samples.enumerated() {
      let cosine = cosine(vectors.rowArray(row), Array(expected[row * 384..<(row + 1) * 384]))
      #expect(cosine >= 0.999999, "\(sample.id): \(cosine)")
      least = min(least, cosine)
    }
    print("least cosine to the reference: \(least)")
  }

  @Test func levelsGiveTheSameBitsOnTheRealModel() throws {
    let texts = samples.prefix(6).map(\.text)
    let expected = try model.encode(texts, workers: 2, isCancelled: nil)
    for level in [VNB_AVX2, VNB_AVX512] where level <= vnb_simd_level_supported() {
      let other = try BertModel(path: minilmFolder() ?? "", level: level).encode(
        texts, workers: 1, isCancelled: nil)
      for row in texts.indices {
        #expect(other.rowArray(row).map(\.bitPattern) == expected.rowArray(row).map(\.bitPattern))
      }
    }
  }

  /// Version 1 of npy: ten bytes, header of the length in bytes 8 and 9, then float32 rows.
  private func referenceVectors() throws -> [Float] {
    let data = try Data(contentsOf: URL(filePath: (sharedFolder() ?? "") + "/reference/minilm_vectors.npy"))
    let start = 10 + Int(data[8]) + Int(data[9]) << 8
    return data.withUnsafeBytes { bytes in
      (0..<273 * 384).map {
        Float(bitPattern: bytes.loadUnaligned(fromByteOffset: start + $0 * 4, as: UInt32.self))
      }
    }
  }

  private func cosine(_ a: [Float], _ b: [Float]) -> Double {
    var (dot, aa, bb) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      dot += Double(x) * Double(y)
      aa += Double(x) * Double(x)
      bb += Double(y) * Double(y)
    }
    return dot / (aa * bb).squareRoot()
  }
}
