import Glibc
import Language
import Notebooks
import Pipeline
import Rendering
import Repl
import Verbs

/// The interactive prompt.
enum Prompt {
  static func run(store: String?, format: String?) -> ExitCode {
    var settings = ReplOutput.Settings()
    if let form = format.flatMap(OutputFormat.init(rawValue:)) { settings.format = form }
    let output = ReplOutput(settings)
    let cores = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    var known = Session.Settings(folder: ".", workers: max(1, cores))
    known.askPassword = PasswordPrompt.ask
    let record = SessionRecord()
    let session = Session(settings: known, output: PromptOutput(output, record))
    if let store {
      do { try session.open(store) } catch {
        Narrator.tell([Diagnostic(hostError: error)])
        return .failed
      }
    }
    let banner =
      "vnb \(Version.text) on \(store.map { "`\(session.storeName ?? $0)`" } ?? "a private store (`keep \"file.db\"` saves it)"); :help for help"
    let loop = ReplLoop(session: PromptSession(session, store: store), output: output, record: record)
    return loop.run(banner: banner) == 0 ? .ok : .failed
  }
}

/// A session's output at the prompt, kept for `:save` as well.
private final class PromptOutput: SessionOutput {
  private let output: ReplOutput
  private let record: SessionRecord
  init(_ output: ReplOutput, _ record: SessionRecord) {
    self.output = output
    self.record = record
  }
  func show(_ value: Value) throws { try output.show(try record.take(value)) }
  func print(_ text: String) throws {
    record.take(line: text)
    try output.print(text)
  }
  func warn(_ text: String) { output.warn(text) }
  func progress(_ progress: Progress) {
    output.progress(job: progress.job, done: progress.done, total: progress.total, unit: progress.unit)
  }
}
