import Glibc

/// The field names met so far, numbered in order of first appearance. Names are compared byte by byte.
public final class KeyTable {
  public private(set) var names: [String] = []
  private var bytes: [UnsafeMutableBufferPointer<UInt8>] = []
  private var index: [[UInt8]: Int] = [:]
  /// A file with more names than this is not a table.
  static let limit = 100_000

  public init() {}

  deinit { for name in bytes { name.deallocate() } }

  /// The number of a name, `guess` first: records mostly repeat the order of the one before. Nil past the limit.
  func number(_ name: UnsafeBufferPointer<UInt8>, guess: Int) -> Int? {
    if guess < bytes.count, bytes[guess].count == name.count {
      guard let known = bytes[guess].baseAddress, let given = name.baseAddress else { return guess }
      if memcmp(known, given, name.count) == 0 { return guess }
    }
    let key = Array(name)
    if let found = index[key] { return found }
    guard names.count < Self.limit else { return nil }
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: key.count)
    _ = copy.initialize(from: key)
    bytes.append(copy)
    names.append(String(decoding: key, as: UTF8.self))
    index[key] = names.count - 1
    return names.count - 1
  }
}
