import Language
import Rendering
import Repl
import Stores
import Synchronization

/// `vnb doctor`.
struct DoctorCommand {
  let store: String
  let format: String?

  func perform() -> ExitCode {
    let narrator = Narrator()
    return narrator.guarding {
      let report = try examine()
      try narrator.stdout.write(try text(report))
      return report.isUsable ? .ok : .failed
    }
  }

  private func examine() throws -> DoctorReport {
    do {
      guard ServerAddress.isServer(store) else {
        let running = Mutex<(any Store)?>(nil)
        return try InterruptWatcher().during({ running.withLock { $0 }?.interrupt() }) {
          let path = store.hasPrefix("sqlite:") ? String(store.dropFirst("sqlite:".count)) : store
          return try SQLiteDoctor.examine(path) { store in running.withLock { $0 = store } }
        }
      }
      let doctor = ServerDoctor(store, askPassword: PasswordPrompt.ask)
      return try InterruptWatcher().during({ doctor.interrupt() }) { try doctor.examine() }
    } catch StoreError.interrupted {
      throw Interrupted("nothing was left in the store")
    }
  }

  private func text(_ report: DoctorReport) throws -> String {
    format == "json" ? try rendered(value(report), RenderOptions(format: .json)) : Self.page(report)
  }

  private func value(_ report: DoctorReport) -> Value {
    let findings = report.findings.map {
      Value.record(
        Record([
          ("what", .string($0.what)), ("found", .string($0.found)), ("verdict", .string($0.verdict.rawValue)),
        ]))
    }
    let missing = report.missing.map {
      Value.record(Record([("what", .string($0.what)), ("next", .string($0.next))]))
    }
    return .record(
      Record([
        ("store", .string(report.store)), ("usable", .bool(report.isUsable)), ("findings", .list(findings)),
        ("uses", .list(report.uses.map { .string($0) })), ("missing", .list(missing)),
      ]))
  }

  /// Columns what, found and verdict; then what will be used, and what is missing.
  static func page(_ report: DoctorReport) -> String {
    let findings = report.findings
    let width = findings.map(\.what.count).max() ?? 0
    let room = min(80, findings.map(\.found.count).max() ?? 0)
    var lines = findings.flatMap { finding in
      let parts = wrapped(finding.found, room)
      return parts.enumerated().map { at, part in
        let end = at == parts.count - 1 ? "  \(finding.verdict.rawValue)" : ""
        return padded(at == 0 ? finding.what : "", width) + "  " + (end.isEmpty ? part : padded(part, room))
          + end
      }
    }
    if !report.uses.isEmpty { lines += ["", "will be used:"] + report.uses.map { "  \($0)" } }
    if !report.missing.isEmpty {
      lines += ["", "missing:"] + report.missing.flatMap { ["  \($0.what)", "    next: \($0.next)"] }
    }
    lines += ["", report.isUsable ? "vnb can use this store" : "vnb cannot use this store yet"]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// Cut at blanks; a longer word stands over.
  private static func wrapped(_ text: String, _ width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    // What a server says may hold anything: no control character reaches the terminal.
    let safe = String(
      text.unicodeScalars.map { $0.value < 32 || (127...159).contains($0.value) ? " " : Character($0) })
    for word in safe.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return lines + [line]
  }
}
