import Glibc
import Language
import Notebooks
import Repl
import Verbs

/// A program from the command line, from standard input, or made of a verb's flags.
struct ProgramCommand {
  let source: SourceText
  let store: String?
  let format: String?
  var workers: Int?
  /// How the seeds' programs printed the result, where that is asked for.
  var layout = VerbInvocation.Layout.value
  private let narrator: Narrator

  init(name: String, program: String, store: String?, format: String?, showsProgress: Bool = false) {
    narrator = Narrator(showsProgress: showsProgress)
    source = SourceText(name: name, text: program)
    self.store = store
    self.format = format
  }

  func perform() -> ExitCode {
    narrator.guarding {
      let cores = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
      var settings = Session.Settings(folder: ".", workers: workers ?? max(1, cores))
      settings.askPassword = PasswordPrompt.ask
      let output = narrator.output(Narrator.options(format))
      output.present = layout.present
      let session = Session(settings: settings, output: output)
      defer { try? session.close() }
      if let store { try session.open(store) }
      let runner = SessionRunner(session)
      output.onFailure = { runner.interrupt() }
      let wrong = runner.check([source])
      guard wrong.isEmpty else {
        Narrator.tell(wrong)
        return .failed
      }
      do {
        defer { narrator.console.endProgress() }
        try InterruptWatcher().during({ runner.interrupt() }) { try runner.run(source) }
      } catch {
        if let failure = output.failure { throw failure }
        // What was shown before the failure stands above it.
        try narrator.stdout.flush()
        throw error
      }
      return .ok
    }
  }
}

/// The program that comes in on standard input.
enum StandardInput {
  static var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

  static func command(store: String?, format: String?) -> ExitCode {
    do {
      let bytes = try TextFile.read("/dev/stdin")
      guard let text = String(validating: bytes, as: UTF8.self) else {
        Narrator.tell([RunError.inputNotUTF8.diagnostic])
        return .usage
      }
      return ProgramCommand(name: "<stdin>", program: text, store: store, format: format).perform()
    } catch {
      Narrator.tell(error)
      return .usage
    }
  }
}

/// A verb's subcommand.
enum VerbRunner {
  static let defaultStore = "vnb.db"

  static func perform(_ run: VerbRun) -> ExitCode {
    let program = run.invocation.program
    if run.printsCall {
      let narrator = Narrator()
      return narrator.guarding {
        try narrator.stdout.write(program + "\n")
        return .ok
      }
    }
    for remark in run.remarks { StandardError.line(remark) }
    var store: String?
    if run.invocation.store != .unused {
      if run.store == nil {
        StandardError.line("using \(defaultStore) in this folder (-u names another store)")
      }
      store = run.store ?? defaultStore
    }
    if run.invocation.store == .existing, let store, !isThere(store) {
      Narrator.tell([RunError.noStore(store).diagnostic])
      return .usage
    }
    var command = ProgramCommand(
      name: "<\(run.invocation.verb)>", program: program, store: store, format: run.format,
      showsProgress: run.showsProgress)
    command.workers = run.workers
    command.layout = run.invocation.layout
    return command.perform()
  }

  /// A file that can be seen; of a server only the attempt tells.
  static func isThere(_ store: String) -> Bool {
    let path = store.hasPrefix("sqlite:") ? String(store.dropFirst("sqlite:".count)) : store
    return store.contains("://") || access(path, F_OK) == 0
  }
}
