import Glibc

/// Hands a text to the user's editor: `$VISUAL`, else `$EDITOR`.
enum StatementEditor {
  /// Larger results are refused: nobody types that much.
  static let longest = 1 << 20

  /// What the text is when the editor has ended.
  ///
  /// - Throws: ``ReplError/noEditor``, ``ReplError/editorFailed(_:)``.
  static func edit(_ text: String) throws(ReplError) -> String {
    let named = ["VISUAL", "EDITOR"].compactMap(Terminal.environment).first { !$0.trimmed.isEmpty }
    guard let editor = named else { throw .noEditor }
    var template = Array("\(folder)/vnb-statement-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw .editorFailed("no file can be made in \(folder): \(reason())") }
    close(descriptor)
    let path = template.withUnsafeBufferPointer {
      String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    defer { unlink(path) }
    try write(text.hasSuffix("\n") ? text : text + "\n", path)
    try run(editor, path)
    return try read(path)
  }

  private static var folder: String {
    let named = Terminal.environment("TMPDIR") ?? ""
    return named.hasPrefix("/") ? named : "/tmp"
  }

  private static func write(_ text: String, _ path: String) throws(ReplError) {
    let file = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
    guard file >= 0 else { throw .editorFailed("\(path): \(reason())") }
    defer { close(file) }
    do { try Terminal.write(text, to: file) } catch { throw .editorFailed("\(path): \(reason())") }
  }

  private static func read(_ path: String) throws(ReplError) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .editorFailed("\(path): \(reason())") }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= longest {
      let count = Glibc.read(file, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      bytes += chunk[..<count]
    }
    guard bytes.count <= longest else { throw .editorFailed("the text has more than \(longest >> 10) kB") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .editorFailed("the text is not UTF-8")
    }
    return text
  }

  /// By the shell, since the variable may hold options of the editor; the path is an argument and never read by it.
  private static func run(_ editor: String, _ path: String) throws(ReplError) {
    let words = ["/bin/sh", "-c", editor + " \"$1\"", "sh", path]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The editor gets Ctrl-C and broken pipes as any program does.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var child = pid_t()
    let failure = posix_spawn(&child, "/bin/sh", nil, &attributes, &arguments, environ)
    guard failure == 0 else { throw .editorFailed(String(cString: strerror(failure))) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { throw .editorFailed(reason()) }
    }
    let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    if code == 127 { throw .editorFailed("`\(editor)` was not found") }
    guard code == 0 else { throw .editorFailed("`\(editor)` ended with \(code)") }
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
