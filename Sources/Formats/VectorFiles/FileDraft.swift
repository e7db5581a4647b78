import Glibc

/// A file being written: it gets its name when it is finished, replacing what had it before, and leaves nothing behind when
/// it is not.
final class FileDraft {
  let display: String
  private let path: String
  private let draft: String
  private var descriptor: Int32
  private var pending: [UInt8] = []
  private static let pieceBytes = 1 << 20

  init(path: String, display: String) throws(VectorFileError) {
    self.display = display
    self.path = Self.resolved(path)
    var template = Array("\(self.path).XXXXXX".utf8CString)
    if access(self.path, F_OK) == 0, access(self.path, W_OK) != 0 {
      throw .cannotWrite(path: display, errno: errno)
    }
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw .cannotWrite(path: display, errno: errno) }
    draft = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(draft)
  }

  /// A symbolic link stays one: the file it leads to is replaced.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(VectorFileError) {
    pending.append(contentsOf: bytes)
    if pending.count >= Self.pieceBytes { try flush() }
  }

  func write(_ bytes: [UInt8]) throws(VectorFileError) {
    pending += bytes
    if pending.count >= Self.pieceBytes { try flush() }
  }

  private func flush() throws(VectorFileError) {
    var at = 0
    while at < pending.count {
      let count = pending.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + at }, $0.count - at)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .cannotWrite(path: display, errno: errno) }
      at += count
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// Replaces the first bytes, which must have been written before.
  func rewrite(_ head: [UInt8]) throws(VectorFileError) {
    try flush()
    let count = head.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    guard count == head.count else { throw .cannotWrite(path: display, errno: errno) }
  }

  /// Forces the bytes to disk and gives the file its name; an existing file's permissions are kept.
  func finish() throws(VectorFileError) {
    try flush()
    var status = stat()
    let own = umask(0)
    umask(own)
    let mode = stat(path, &status) == 0 ? status.st_mode & 0o777 : 0o666 & ~own
    guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0, rename(draft, path) == 0 else {
      throw .cannotWrite(path: display, errno: errno)
    }
    close(descriptor)
    descriptor = -1
  }
}
