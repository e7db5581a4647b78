import Basics
import CKernels
import Glibc
import Vectors

/// The built-in `hash` model: words hashed into a fixed number of places. It needs no file and knows no meaning, only
/// equal words; for tests, demos and offline work. The text is lower-cased and split into runs of letters, digits and
/// `_` (the whole text if there is none); each word's SHA-256 gives eight little-endian 32-bit numbers, and the place
/// number mod dimension gets 1 for each; the vector is scaled to length 1. The empty text gives zeros.
public final class HashModel: EmbeddingModel {
  /// Dimensions it can have.
  public static let dimensions = 64...16_384
  public static let defaultDimension = 384

  public let dimension: Int
  public let metric = Metric.cosine
  /// The zero vector of the empty text is the one exception.
  public let normalized = true

  /// Throws ``EmbeddingError/badDimension(_:)`` outside ``dimensions``.
  public init(dimension: Int = HashModel.defaultDimension) throws {
    guard Self.dimensions.contains(dimension) else { throw EmbeddingError.badDimension(dimension) }
    self.dimension = dimension
  }

  public var name: String { dimension == Self.defaultDimension ? "hash" : "hash:\(dimension)" }
  public var label: String { "Built-in hashing of words, \(dimension) dimensions" }
  public var description: String {
    """
    Places words in a \(dimension)-dimensional vector by their SHA-256.
    Needs no file. It finds equal words, not meaning: for tests and offline work.
    """
  }

  /// SHA-256 of the recipe's name and dimension: nothing else decides the vectors.
  public var digest: String { SHA256.hex(Array("vnb hash model 1, dimension \(dimension)".utf8)) }

  public func encode(_ texts: [String], workers: Int, isCancelled: CancelCheck?) throws -> Matrix {
    let result = Matrix(rows: texts.count, columns: dimension)
    let chunk = 256
    parallelFor((texts.count + chunk - 1) / chunk, workers: workers) { part in
      if isCancelled?() == true { return }
      for row in part * chunk..<min(texts.count, (part + 1) * chunk) {
        self.encode(texts[row], into: result.row(row))
      }
    }
    if isCancelled?() == true { throw Cancelled() }
    return result
  }

  private func encode(_ text: String, into row: UnsafeMutablePointer<Float>) {
    if text.isEmpty { return }
    let lowered = PythonText.lowercased(text)
    var counts = [UInt32](repeating: 0, count: dimension)
    var words = PythonText.words(lowered)
    if words.isEmpty { words = [Array(String(String.UnicodeScalarView(lowered)).utf8)] }
    for word in words {
      let digest = SHA256.digest(word)
      for at in Swift.stride(from: 0, to: 32, by: 4) {
        let number = (0..<4).reduce(UInt32(0)) { $0 | UInt32(digest[at + $1]) << (8 * UInt32($1)) }
        counts[Int(number) % dimension] &+= 1
      }
    }
    let squares = counts.reduce(0.0) { $0 + Double($1) * Double($1) }
    let length = sqrt(squares)
    for at in 0..<dimension { row[at] = Float(Double(counts[at]) / length) }
  }
}
