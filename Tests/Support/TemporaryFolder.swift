import Glibc

/// A fresh folder for one test, removed with everything in it when the last reference goes.
public final class TemporaryFolder: Sendable {
  public let path: String

  public init() {
    let parent = environment("TMPDIR") ?? "/tmp"
    var template = Array("\(parent)/vnb-test-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    path = made ?? "\(parent)/vnb-test-unmade"
  }

  deinit { Files.remove(path) }

  /// The path of `name` inside; the file need not exist.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file inside, making folders as needed, and returns its path.
  @discardableResult
  public func write(_ name: String, _ text: String) throws -> String {
    try write(name, bytes: Array(text.utf8))
  }

  @discardableResult
  public func write(_ name: String, bytes: [UInt8]) throws -> String {
    let full = file(name)
    if let slash = full.lastIndex(of: "/") { try Files.makeFolder(String(full[..<slash])) }
    try Files.write(full, bytes)
    return full
  }
}
