import Support
import Synchronization
import Testing

/// All that a run of a notebook leaves to be looked at.
struct MatrixOutcome: Sendable {
  var exitCode: Int32
  var stdout: String
  /// Standard error without times and rates, the only things there that may be another.
  var narration: String
  /// The notebook with its outputs, as `-o` writes it.
  var copy: String

  /// Far more than any takes: a busy machine is no difference.
  private static let limit = 900.0

  /// Runs the notebook in a way, on a fresh store.
  init(_ notebook: MatrixNotebook, _ way: Way) throws {
    let folder = TemporaryFolder()
    let place = try way.store.make(in: folder)
    defer { place.remove() }
    let copy = folder.file("copy.vnb")
    let path = way.isFromElsewhere ? "\(packageFolder)/\(notebook.path)" : notebook.path
    let form = way.form == .data ? ["--format", "json"] : []
    let arguments =
      ["run", "-q"] + form + way.options + place.options + [path, "-o", copy] + (try notebook.parameters())
    if let columns = way.terminal {
      let error = folder.file("stderr")
      (exitCode, stdout) = try Self.onTerminal(arguments, columns: columns, way.environment, stderr: error)
      narration = Self.withoutTimes(try Files.readText(error))
    } else {
      let run = try CommandLineRun(
        arguments, environment: way.environment, folder: way.isFromElsewhere ? "/" : packageFolder, limit: 120
      )
      (exitCode, stdout, narration) = (run.exitCode, run.stdout, Self.withoutTimes(run.stderr))
    }
    self.copy = (try? Files.readText(copy)) ?? ""
  }

  /// With standard output and input on a terminal.
  private static func onTerminal(
    _ arguments: [String], columns: Int, _ environment: [String: String?], stderr: String
  ) throws -> (Int32, String) {
    let script = "cd \"$1\" && shift && \"$@\" 2>\"$STDERR\"; echo \"=ended $?=\""
    let terminal = try PseudoTerminal(
      "/bin/sh", ["-c", script, "sh", packageFolder, vnbBinary] + arguments,
      environment: environment.compactMapValues { $0 }.merging(["STDERR": stderr]) { $1 }, columns: columns)
    terminal.wait(limit) { $0.contains { $0.hasPrefix("=ended ") && $0.hasSuffix("=") } }
    let lines = terminal.transcript.utf8.split(separator: 10, omittingEmptySubsequences: false)
      .map { String(decoding: $0.last == 13 ? $0.dropLast() : $0, as: UTF8.self) }
    let end = lines.lastIndex { $0.hasPrefix("=ended ") } ?? lines.endIndex
    let code = end < lines.endIndex ? Int32(lines[end].dropFirst(7).dropLast()) : nil
    return (code ?? -1, lines[..<end].map { $0 + "\n" }.joined())
  }

  /// `load: 3 records in 42 ms (71 records/s)` up to `in`.
  static func withoutTimes(_ narration: String) -> String {
    narration.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let cut = line.ranges(of: " in ").last { line[$0.upperBound...].first?.isNumber == true }
      return cut.map { String(line[..<$0.lowerBound]) } ?? String(line)
    }.joined(separator: "\n")
  }

  /// Unified diffs of all that is another in `other`; empty when nothing is.
  func differences(_ other: MatrixOutcome, _ name: String) -> String {
    let pairs = [
      ("exit code", "\(exitCode)\n", "\(other.exitCode)\n"), ("standard output", stdout, other.stdout),
      ("copy with outputs", copy, other.copy), ("standard error", narration, other.narration),
    ]
    return pairs.map { what, old, new in
      let diff = UnifiedDiff.text(old, new)
      return diff.isEmpty ? "" : "--- \(what), \(Way.plain.name)\n+++ \(what), \(name)\n\(diff)"
    }.joined()
  }
}

/// What notebooks give when run the plain way, each run once and kept for all comparisons.
enum Baseline {
  private final class Entry: Sendable {
    let outcome = Mutex<MatrixOutcome?>(nil)
  }
  private static let entries = Mutex<[String: Entry]>([:])

  static func of(_ notebook: MatrixNotebook, _ form: Way.Form) throws -> MatrixOutcome {
    let entry = entries.withLock { all in
      let key = "\(form) \(notebook.path)"
      let entry = all[key] ?? Entry()
      all[key] = entry
      return entry
    }
    return try entry.outcome.withLock { kept in
      if let kept { return kept }
      var way = Way.plain
      way.form = form
      let outcome = try MatrixOutcome(notebook, way)
      kept = outcome
      return outcome
    }
  }
}

/// Expects a notebook to give in this way what it gives when run the plain way, byte for byte.
func expectSameBytes(
  _ notebook: MatrixNotebook, _ way: Way, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let now = try MatrixOutcome(notebook, way)
  if let golden = way.store.golden(notebook.path) {
    return try expectGolden(now.copy, golden, sourceLocation: sourceLocation)
  }
  let plain = try Baseline.of(notebook, way.form)
  let differences = plain.differences(now, way.name)
  if !differences.isEmpty {
    Issue.record(
      "\(notebook.path) gives something else: \(way.name)\n\(differences)", sourceLocation: sourceLocation)
  }
}
