import Glibc

/// A notebook that is being rewritten: held against other updates, and noticed when somebody else changes it meanwhile.
public final class NotebookClaim {
  public let path: String
  /// The file as it was when it was claimed.
  public let bytes: [UInt8]
  private let descriptor: Int32

  /// - Throws: ``NotebookError/otherUpdate(path:)`` when another process holds it, or why it cannot be read.
  public init(_ path: String) throws(NotebookError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
    var isHeld = false
    defer { if !isHeld { close(descriptor) } }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      if errno == EWOULDBLOCK { throw .otherUpdate(path: path) }
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    // Between opening and claiming another update may have put a new file in its place.
    guard Self.leads(path, to: descriptor) else { throw .otherUpdate(path: path) }
    bytes = try TextFile.read(path)
    self.path = path
    self.descriptor = descriptor
    isHeld = true
  }

  deinit { close(descriptor) }

  /// Puts a new text in the file's place, whole or not at all.
  ///
  /// - Throws: ``NotebookError/changedMeanwhile(path:)`` when the file is not what was claimed any more, or why it cannot
  ///   be written; it is then as it was.
  public func replace(with text: [UInt8]) throws(NotebookError) {
    guard Self.leads(path, to: descriptor), try TextFile.read(path) == bytes else {
      throw .changedMeanwhile(path: path)
    }
    try TextFile.replace(path, with: text)
  }

  private static func leads(_ path: String, to descriptor: Int32) -> Bool {
    var (named, held) = (stat(), stat())
    return stat(path, &named) == 0 && fstat(descriptor, &held) == 0 && named.st_dev == held.st_dev
      && named.st_ino == held.st_ino
  }
}
