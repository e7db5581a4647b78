import Glibc
import Synchronization
import Vectors

/// Where a store keeps the files of vnb's own vector indexes: beside the database file, or, for a private store, in
/// nameless temporary files that are gone with the session. Each is opened once.
public final class IndexShelf: Sendable {
  /// Nil for a private store.
  private let database: String?
  private let opened = Mutex<[String: HNSWIndex]>([:])

  /// `database`: path of the file that they lie beside.
  init(database: String?) { self.database = database }

  /// The file of an index; nil when it has no name of its own.
  public func path(of name: String) -> String? {
    guard let database else { return nil }
    // Beside the file itself, by whatever link it was opened.
    let resolved = realpath(database, nil)
    defer { free(resolved) }
    let place = resolved.map { String(cString: $0) } ?? database
    return "\(place)-\(Self.fileName(name)).hnsw"
  }

  /// Keeps an index, in place of one of this name; the old one stays until the new one is whole.
  public func put(_ index: HNSWIndex, as name: String) throws {
    let kept: HNSWIndex
    if let path = path(of: name) {
      try index.write(to: path)
      kept = try HNSWIndex.open(path)
    } else {
      kept = index
    }
    opened.withLock { $0[name] = kept }
  }

  /// The index of this name; nil when there is no file.
  /// - Throws: what is wrong with the file.
  public func index(_ name: String) throws -> HNSWIndex? {
    if let open = opened.withLock({ $0[name] }) { return open }
    guard let path = path(of: name), access(path, F_OK) == 0 else { return nil }
    let index = try HNSWIndex.open(path)
    opened.withLock { $0[name] = index }
    return index
  }

  /// Forgets an open index: the next look goes to the file.
  public func forget(_ name: String) { opened.withLock { $0[name] = nil } }

  /// Removes it with its file.
  public func remove(_ name: String) {
    forget(name)
    if let path = path(of: name) { unlink(path) }
  }

  /// Letters, digits and `_` as they are; other names get a hash as well, so that different ones stay different.
  static func fileName(_ name: String) -> String {
    func isPlain(_ byte: UInt8) -> Bool { SQLScanner.isNamePart(byte) && byte < 128 }
    if name.utf8.allSatisfy(isPlain) { return name }
    let plain = name.utf8.map { isPlain($0) ? Character(UnicodeScalar($0)) : "_" }
    return "\(String(plain))_\(DerivedName.hash(of: name))"
  }
}
