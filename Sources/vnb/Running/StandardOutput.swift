import Glibc

/// Standard output, in pieces of 64 KB. Errors are thrown at the caller, who then stops the work that makes output.
final class StandardOutput {
  /// Nobody reads any more: `vnb … | head`.
  struct Closed: Error {}
  /// The disk is full, or the like.
  struct Failed: Error { let reason: String }

  private var pending: [UInt8] = []
  private static let pieceBytes = 1 << 16

  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  func write(_ text: String) throws {
    pending += text.utf8
    if pending.count >= Self.pieceBytes { try flush() }
  }

  func flush() throws {
    var rest = pending[...]
    defer { pending = [] }
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EPIPE { throw Closed() }
      guard count > 0 else { throw Failed(reason: String(cString: strerror(errno))) }
      rest = rest.dropFirst(count)
    }
  }
}

/// Standard error: narration, warnings, diagnostics. What cannot be written there is lost.
enum StandardError {
  static func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  static func line(_ text: String) { write(text + "\n") }
}
