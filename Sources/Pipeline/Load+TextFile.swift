import Glibc

/// A text file being written: it gets its name when it is finished, and leaves nothing behind when it is not.
final class TextFile {
  struct Failure: Error {
    let reason: String
    init() { reason = String(cString: strerror(errno)) }
  }

  let path: String
  private let draft: String
  private var file: UnsafeMutablePointer<FILE>?

  init(_ path: String) throws(Failure) {
    self.path = path
    draft = "\(path).\(getpid()).part"
    file = fopen(draft, "wbx")
    if file == nil { throw Failure() }
  }

  deinit {
    guard let file else { return }
    fclose(file)
    unlink(draft)
  }

  /// A failed write is told by `finish`.
  func write(_ text: String) {
    guard let file else { return }
    var text = text
    text.withUTF8 { _ = fwrite($0.baseAddress, 1, $0.count, file) }
  }

  func finish() throws(Failure) {
    guard let open = file else { return }
    let isWritten = ferror(open) == 0 && fflush(open) == 0 && fsync(fileno(open)) == 0
    if !isWritten { throw Failure() }
    fclose(open)
    file = nil
    guard rename(draft, path) == 0 else {
      let failure = Failure()
      unlink(draft)
      throw failure
    }
  }
}
