import Basics
import Language
import Rendering

/// What a check found, written for people.
public struct CheckReport: Sendable {
  public let notebooks: [NotebookVerdict]
  public init(_ notebooks: [NotebookVerdict]) { self.notebooks = notebooks }

  /// The worst of all.
  public var outcome: NotebookVerdict.Outcome { notebooks.map(\.outcome).max() ?? .ok }
}

extension NotebookVerdict {
  /// Lines for a person: what differs, with its diff, and a last line that counts. On a terminal the text of outputs
  /// loses what could move the cursor.
  public func text(color: Bool, forTerminal: Bool) -> String {
    var text = lockChanges.map { "\(path): locked input: \($0)\n" }.joined()
    for cell in cells where !cell.reason.isEmpty && cell.outcome != .unchecked && cell.outcome != .skipped {
      text += "\(path):\(cell.line): \(cell.title): \(cell.reason)\n"
      guard !cell.diff.isEmpty else { continue }
      text += Self.colored("--- \(path) (recorded)\n+++ \(path) (now)\n" + cell.diff, color, forTerminal)
    }
    return text + "\(path): \(summary)\n"
  }

  private var summary: String {
    func count(_ outcome: Cell.Outcome) -> Int { cells.count { $0.outcome == outcome } }
    let words: [(Cell.Outcome, String)] = [
      (.failed, "failed"), (.differs, "differ"), (.stale, "stale"), (.skipped, "skipped"),
      (.unchecked, "not run"),
    ]
    let parts = words.filter { count($0.0) > 0 }.map { "\(grouped(count($0.0))) \($0.1)" }
    let all = parts.isEmpty ? "" : ", " + parts.joined(separator: ", ")
    switch outcome {
    case .ok: return "ok, \(counted(cells.count, "cell"))\(all)"
    case .unreadable: return "cannot be read"
    case .interrupted: return "interrupted\(all)"
    case .locked where cells.isEmpty: return "not run, since a locked input differs"
    case .failed where cells.isEmpty: return "not run, since it does not pass the check before it"
    default: return "\(counted(cells.count, "cell"))\(all)"
    }
  }

  private static func colored(_ diff: String, _ color: Bool, _ forTerminal: Bool) -> String {
    guard forTerminal else { return diff }
    return diff.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard !line.isEmpty else { return "" }
      let safe = SafeText.line(line)
      guard color else { return safe }
      let code = line.hasPrefix("-") ? "31" : line.hasPrefix("+") ? "32" : line.hasPrefix("@") ? "36" : nil
      return code.map { "\u{1B}[\($0)m\(safe)\u{1B}[0m" } ?? safe
    }.joined(separator: "\n")
  }
}

extension NotebookVerdict.Outcome {
  /// The word that reports for programs use.
  public var word: String {
    switch self {
    case .ok: "ok"
    case .differs: "differs"
    case .locked: "locked"
    case .failed: "failed"
    case .unreadable: "unreadable"
    case .interrupted: "interrupted"
    }
  }
}

extension CheckReport {
  /// One JSON object: the outcome, and each notebook with its cells.
  public func json() throws -> String {
    let value = Value.record(
      Record([
        ("outcome", .string(outcome.word)), ("notebooks", .list(notebooks.map { .record($0.record) })),
      ]))
    var text = ""
    try render(value, RenderOptions(format: .json)) { text += $0 }
    return text
  }
}

extension NotebookVerdict {
  fileprivate var record: Record {
    Record([
      ("path", .string(path)), ("outcome", .string(outcome.word)),
      ("locked", .list(lockChanges.map { .string($0) })),
      ("errors", .list(problems.map { .string(NotebookOutput.headline($0)) })),
      (
        "cells",
        .list(
          cells.map { cell in
            .record(
              Record([
                ("cell", .string(cell.title)), ("line", .int(Int64(cell.line))),
                ("check", .string(cell.mode.rawValue)), ("outcome", .string(cell.outcome.rawValue)),
                ("reason", .string(cell.reason)), ("diff", .string(cell.diff)),
              ]))
          })
      ),
    ])
  }
}
