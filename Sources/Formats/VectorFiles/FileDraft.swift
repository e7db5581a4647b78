import Glibc

/// A file being written: it gets its name when it is finished, replacing what had it before, and leaves nothing behind when
/// it is not.
final class FileDraft {
  let display: String
  private let place: OutputPlace
  private let draft: String
  private var descriptor: Int32
  private var pending: [UInt8] = []
  private static let pieceBytes = 1 << 20

  init(path: String, display: String) throws(VectorFileError) {
    self.display = display
    place = try OutputPlace(path: path, display: display)
    var template = Array("\(place.path).XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw .cannotWrite(path: display, errno: errno) }
    draft = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(draft)
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
    guard fchmod(descriptor, place.mode) == 0, fsync(descriptor) == 0, rename(draft, place.path) == 0 else {
      throw .cannotWrite(path: display, errno: errno)
    }
    close(descriptor)
    descriptor = -1
  }
}
