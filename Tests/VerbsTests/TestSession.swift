import Language
import Pipeline
import Rendering
import Support
import Synchronization
import Verbs

/// A session whose output is kept as text, the way a file would receive it.
final class TestSession {
  let session: Session
  private let sink = Sink()

  init(folder: String = ".", workers: Int = 2) {
    session = Session(settings: Session.Settings(folder: folder, workers: workers), output: sink)
  }

  /// What a program prints; one line break at the end is left out.
  func output(_ program: String) throws -> String {
    sink.text.withLock { $0 = "" }
    try session.run(SourceText(name: "<test>", text: program))
    let text = sink.text.withLock { $0 }
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// The diagnostic a program ends in; nil when it ends well.
  func failure(_ program: String) throws -> Diagnostic? {
    do {
      _ = try output(program)
      return nil
    } catch let error as Diagnostic {
      return error
    }
  }

  var warnings: [String] { sink.warnings.withLock { $0 } }

  private final class Sink: SessionOutput {
    let text = Mutex("")
    let warnings = Mutex<[String]>([])
    func show(_ value: Value) throws {
      try render(value, RenderOptions()) { piece in text.withLock { $0 += piece } }
    }
    func print(_ line: String) throws { text.withLock { $0 += line + "\n" } }
    func warn(_ line: String) { warnings.withLock { $0.append(line) } }
    func progress(_ progress: Progress) {}
  }
}
