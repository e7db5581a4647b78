import Glibc

extension TextFile {
  /// Writes a file that is not there yet, whole or not at all; `called` names it in errors.
  ///
  /// - Throws: ``NotebookError/fileExists(_:)`` when something has that name, or what ``replace(_:with:)`` throws.
  public static func create(_ path: String, with bytes: [UInt8], called name: String) throws(NotebookError) {
    var info = stat()
    guard lstat(path, &info) != 0 else { throw .fileExists(name) }
    let draft = "\(path).\(getpid()).new"
    do { try replace(draft, with: bytes) } catch {
      guard case .unwritable(_, let reason) = error else { throw error }
      throw .unwritable(path: name, reason: reason)
    }
    defer { unlink(draft) }
    // Unlike a rename, a second name is refused where another program was faster.
    guard link(draft, path) == 0 else {
      if errno == EEXIST { throw .fileExists(name) }
      throw .unwritable(path: name, reason: String(cString: strerror(errno)))
    }
  }
}
