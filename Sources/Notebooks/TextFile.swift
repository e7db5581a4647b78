import Glibc

/// Reading a file whole and replacing one so that readers see the old text or the new, never a part.
public enum TextFile {
  /// The file's bytes.
  ///
  /// - Throws: ``NotebookError/unreadable(path:reason:)`` or ``NotebookError/tooLarge(path:bytes:)``.
  public static func read(_ path: String) throws(NotebookError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: reason()) }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw .unreadable(path: path, reason: reason()) }
    guard info.st_mode & S_IFMT != S_IFDIR else { throw .unreadable(path: path, reason: "it is a folder") }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(path: path, reason: reason()) }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
      guard bytes.count <= NotebookLimits.fileBytes else {
        throw .tooLarge(path: path, bytes: max(bytes.count, Int(info.st_size)))
      }
    }
  }

  /// Writes a file beside the target, forces it to disk and renames it over the target. A symbolic link stays one:
  /// the file it leads to is replaced. An existing file's permissions are kept.
  ///
  /// - Throws: ``NotebookError/unwritable(path:reason:)``; the target is then as it was.
  public static func replace(_ path: String, with bytes: [UInt8]) throws(NotebookError) {
    let target = resolved(path)
    var info = stat()
    let mode: mode_t = stat(target, &info) == 0 ? info.st_mode & 0o777 : 0o644
    if stat(target, &info) == 0, access(target, W_OK) != 0 { throw .unwritable(path: path, reason: reason()) }
    var template = Array("\(target).XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: reason()) }
    let isWritten = write(bytes, to: descriptor) && fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0
    let failure = reason()
    close(descriptor)
    guard isWritten else {
      unlink(template)
      throw .unwritable(path: path, reason: failure)
    }
    guard rename(template, target) == 0 else {
      let failure = reason()
      unlink(template)
      throw .unwritable(path: path, reason: failure)
    }
  }

  /// True when both paths lead to one file.
  public static func areSame(_ one: String, _ other: String) -> Bool {
    var (a, b) = (stat(), stat())
    guard stat(one, &a) == 0, stat(other, &b) == 0 else { return false }
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
