import Glibc
import Language
import Rendering

/// Earlier statements on disk: one JSON object a line, `{"text":"…","at":1700000000}` with Unix seconds.
///
/// Appended with O_APPEND under a lock, so two sessions add to each other's. Read without duplicates, newest
/// kept. Statements that seem to hold a password are never written. A file that cannot be read or written is no
/// reason to stop: the prompt works without.
public struct HistoryFile: Sendable {
  /// Statements kept.
  public static let mostEntries = 5_000
  /// Longer statements are remembered for this session only.
  public static let longestEntry = 64 * 1024
  /// Only this much of the file's end is read.
  static let mostBytes = 4 << 20

  public let path: String

  public init(path: String) { self.path = path }

  /// `$XDG_STATE_HOME/vnb/history.jsonl`, or below `~/.local/state`; nil when there is no home folder.
  public static var standard: HistoryFile? {
    let name = "vnb/history.jsonl"
    // The XDG Base Directory Specification says that relative paths are to be ignored.
    if let state = Terminal.environment("XDG_STATE_HOME"), state.hasPrefix("/") {
      return HistoryFile(path: state + "/" + name)
    }
    guard let home = Terminal.environment("HOME"), home.hasPrefix("/") else { return nil }
    return HistoryFile(path: home + "/.local/state/" + name)
  }

  /// Statements, oldest first, each once. Lines that are not ours are passed over.
  public func load() -> [String] {
    guard let bytes = readAll() else { return [] }
    let entries = HistoryFile.entries(bytes)
    let lines = bytes.count { $0 == 0x0A }
    if lines > 2 * max(entries.count, 100) { compact() }
    return entries
  }

  /// Adds a statement; false when it was not written.
  @discardableResult
  public func append(_ statement: String, at time: Int = Int(Glibc.time(nil))) -> Bool {
    guard !statement.isEmpty, statement.utf8.count <= HistoryFile.longestEntry,
      !Secrets.mayHold(statement), makeFolder()
    else { return false }
    let record = Record([("text", .string(statement)), ("at", .int(Int64(time)))])
    guard let line = try? rendered(.record(record), RenderOptions(format: .jsonl)) else { return false }
    return withLockedFile { descriptor in (try? Terminal.write(line, to: descriptor)) != nil }
  }

  private static func entries(_ bytes: [UInt8]) -> [String] {
    var seen: Set<String> = []
    var newestFirst: [String] = []
    for line in bytes.split(separator: 0x0A).reversed() {
      guard newestFirst.count < mostEntries else { break }
      guard let text = HistoryLine.text(line), seen.insert(text).inserted else { continue }
      newestFirst.append(text)
    }
    return newestFirst.reversed()
  }

  private func readAll() -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return HistoryFile.read(descriptor)
  }

  /// The end of the file: whatever became of it, starting does not take long.
  private static func read(_ descriptor: Int32) -> [UInt8] {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    lseek(descriptor, max(0, size - mostBytes), SEEK_SET)
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return all }
      all += chunk[..<count]
    }
  }

  /// Opens for appending and locks; opens again when another session has put a new file in the place meanwhile.
  private func withLockedFile(_ body: (Int32) -> Bool) -> Bool {
    for _ in 0..<8 {
      let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { return false }
      defer { close(descriptor) }
      guard flock(descriptor, LOCK_EX) == 0 else { return false }
      var opened = stat()
      var named = stat()
      if fstat(descriptor, &opened) == 0, stat(path, &named) == 0, opened.st_ino == named.st_ino {
        return body(descriptor)
      }
    }
    return false
  }

  /// Rewrites the file with the entries that are kept, as a whole or not at all.
  private func compact() {
    _ = withLockedFile { descriptor in
      let entries = HistoryFile.entries(HistoryFile.read(descriptor))
      let fresh = path + ".new"
      let target = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
      guard target >= 0 else { return false }
      let time = Int64(Glibc.time(nil))
      let lines = entries.map { text in
        let record = Value.record(Record([("text", .string(text)), ("at", .int(time))]))
        return (try? rendered(record, RenderOptions(format: .jsonl))) ?? ""
      }
      let written = (try? Terminal.write(lines.joined(), to: target)) != nil
      close(target)
      if written && rename(fresh, path) == 0 { return true }
      unlink(fresh)
      return false
    }
  }

  private func makeFolder() -> Bool {
    let parts = path.split(separator: "/").dropLast()
    var folder = path.hasPrefix("/") ? "" : "."
    for part in parts {
      folder += "/" + part
      if mkdir(folder, 0o700) != 0 && errno != EEXIST { return false }
    }
    return true
  }
}
