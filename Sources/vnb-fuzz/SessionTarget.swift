import Dispatch
import Embedding
import Glibc
import Language
import Pipeline
import Rendering
import Verbs

/// Every verb over a real session: private store, built-in modules, the `hash` model, all output forms.
let sessionTarget = FuzzTarget(
  name: "session", seeds: sessionSeeds, words: Mutator.words + sessionWords, feed: feedSession)

private func feedSession(_ bytes: [UInt8]) throws -> Bool {
  let text = String(decoding: bytes, as: UTF8.self)
  guard !reachesOut(text) else { return false }
  let source = SourceText(name: "fuzz", text: text)
  let settings = Session.Settings(folder: try FuzzFolder.path(), workers: 2)
  let session = Session(
    settings: settings, output: FuzzOutput(), models: ModelRegistry(environment: ["HOME": settings.folder]))
  defer { try? session.close() }
  for diagnostic in session.check([source]) { try holdPlaces(diagnostic, nil) }
  let parsed = parse(source, .prompt)
  // Ctrl-C after a while: everything must heed it, and soon.
  let alarm = DispatchWorkItem { session.interrupt() }
  DispatchQueue.global().asyncAfter(deadline: .now() + 0.3, execute: alarm)
  defer { alarm.cancel() }
  for statement in parsed.program.statements {
    guard try run(statement, session, isRight: parsed.diagnostics.isEmpty) else { break }
  }
  return parsed.diagnostics.isEmpty
}

/// Runs one statement and shows its value; false when it was stopped.
private func run(_ statement: Statement, _ session: Session, isRight: Bool) throws -> Bool {
  do {
    if let value = try session.interpreter.evaluate(statement) { try session.output.show(value) }
  } catch let error as Diagnostic {
    guard error.code != "V0999", error.code != "V0828" else {
      throw BrokenPromise(description: "an error without words: \(error.message)")
    }
    _ = render(error, color: true)
    if isRight { try holdPlaces(error, nil) }
  } catch is Interrupted {
    return false
  } catch let error as RenderError {
    if error.message.isEmpty { throw BrokenPromise(description: "no words for \(error)") }
  } catch {
    // Showing reads the store: its errors get words where they are caught.
    guard Diagnostic(hostError: error).code != "V0999" else {
      throw BrokenPromise(description: "an error that is no diagnostic: \(error)")
    }
  }
  return true
}

/// Programs that might write files elsewhere are left out.
private func reachesOut(_ text: String) -> Bool {
  let small = text.lowercased()
  return ["open", "keep", "attach", "vacuum"].contains { small.contains($0) }
}

/// Renders everything in every form, and stops what never ends.
private final class FuzzOutput: SessionOutput, @unchecked Sendable {
  private var written = 0

  func show(_ value: Value) throws {
    for format in OutputFormat.allCases {
      try render(value, RenderOptions(format: format, width: 40, maxRows: 100), to: count)
    }
  }

  func print(_ text: String) throws { try count(text) }
  func warn(_ text: String) {}
  func progress(_ progress: Progress) {}

  private func count(_ text: String) throws {
    written += text.utf8.count
    if written > 10_000_000 { throw Interrupted() }
  }
}

/// An empty folder with one small file to load, made when first needed.
enum FuzzFolder {
  private static let made: String? = {
    var template = Array("/tmp/vnb-fuzz-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard let file = fopen(path + "/rows.jsonl", "w") else { return nil }
    for row in 0..<5 {
      fputs("{\"id\": \(row), \"t\": \"row \(row) \(row % 2 == 0 ? "even" : "odd")\"}\n", file)
    }
    fclose(file)
    return path
  }()
  nonisolated(unsafe) private static var isMade = false

  static func path() throws -> String {
    guard let made else { throw FuzzUsage(description: "cannot make a folder in /tmp") }
    isMade = true
    return made
  }

  static func remove() {
    guard isMade, let made else { return }
    unlink(made + "/rows.jsonl")
    rmdir(made)
  }
}
