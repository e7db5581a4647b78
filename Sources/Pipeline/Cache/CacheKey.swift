import Basics
import Vectors

/// Names one result by everything it was made from: equal keys mean equal results, bit for bit.
public struct CacheKey: Sendable, Hashable {
  /// SHA-256, 32 bytes.
  public let digest: [UInt8]

  /// 64 lower-case hexadecimal digits.
  public var name: String { hexDigits(digest) }
}

/// Gathers what a result is made from. What cannot change the result (workers, batches, names of tables) stays out.
public struct CacheKeyMaker {
  private var sha = SHA256()

  /// The step by name. The program's version and engine count in, so that no result outlives what made it.
  public init(step: String) {
    add("format", CacheEntry.format)
    add("engine", Engine.signature)
    add("step", step)
  }

  /// An option or a digest in its own spelling.
  public mutating func add(_ name: String, _ value: some CustomStringConvertible) {
    let text = Array(value.description.utf8)
    begin(name, bytes: text.count)
    text.withUnsafeBytes { sha.add($0) }
  }

  /// A matrix: its shape and the bits of its elements.
  public mutating func add(_ name: String, _ matrix: Matrix) {
    add(name, "\(matrix.rows) x \(matrix.columns)")
    add(rowsOf: matrix)
  }

  /// The elements of rows, to follow others of the same length.
  mutating func add(rowsOf matrix: Matrix) {
    if matrix.stride == matrix.columns {
      sha.add(
        UnsafeRawBufferPointer(UnsafeBufferPointer(start: matrix.base, count: matrix.rows * matrix.columns)))
      return
    }
    for row in 0..<matrix.rows {
      sha.add(UnsafeRawBufferPointer(UnsafeBufferPointer(start: matrix.row(row), count: matrix.columns)))
    }
  }

  /// The digest of a text, or any 32 bytes; several of them need no lengths between.
  mutating func add(digest: [UInt8]) { digest.withUnsafeBytes { sha.add($0) } }

  public var key: CacheKey { CacheKey(digest: sha.digest) }

  /// Lengths stand before names and values, so that no two lists of parts read the same.
  private mutating func begin(_ name: String, bytes: Int) {
    let head = Array("\(name.utf8.count) \(name) \(bytes) ".utf8)
    head.withUnsafeBytes { sha.add($0) }
  }
}
