import Basics
import Glibc
import Verbs

/// The program: from arguments to an exit code.
enum Program {
  static func run(_ arguments: [String]) -> ExitCode {
    // A closed pipe is an error of the write that meets it, whatever is at the other end.
    signal(SIGPIPE, SIG_IGN)
    if arguments.contains(where: PasswordMask.holdsPassword) {
      StandardError.line(
        "warning: a password on the command line can be seen by others on this machine; PGPASSWORD, the file ~/.pgpass "
          + "or a service file keep it secret")
    }
    do {
      return perform(try CommandParser.parse(arguments))
    } catch {
      Narrator.tell([error.error.diagnostic(command: error.command)])
      return .usage
    }
  }

  private static func perform(_ command: Command) -> ExitCode {
    switch command {
    case .version: return say("vnb \(Version.text)\n")
    case .help(let topic): return say(Usage.page(topic))
    case .run(let request): return NotebookCommand(request).perform()
    case .check(let request): return CheckCommand(request).perform()
    case .update(let request): return UpdateCommand(request).perform()
    case .status(let paths): return StatusCommand(paths).perform()
    case .new(let path): return NewCommand.perform(path)
    case .docs(let folder, let showsManPage):
      return DocsCommand(folder: folder, showsManPage: showsManPage).perform()
    case .completion(let shell): return say(shell.text)
    case .export(let request): return ExportCommand(request).perform()
    case .eval(let program, let store, let format):
      return ProgramCommand(name: "<eval>", program: program, store: store, format: format).perform()
    case .format(let paths, let checkOnly): return FormatCommand.perform(paths, checkOnly: checkOnly)
    case .worker(let run): return WorkerCommand(run).perform()
    case .cache(let folder, let clears): return CacheCommand(folder: folder, clears: clears).perform()
    case .doctor(let store, let format): return DoctorCommand(store: store, format: format).perform()
    case .dumpSQL(let engine): return dump(engine)
    case .verb(let run): return VerbRunner.perform(run)
    case .session(let store, let format):
      guard StandardInput.isTerminal else { return StandardInput.command(store: store, format: format) }
      return Prompt.run(store: store, format: format)
    }
  }

  private static func dump(_ engine: String) -> ExitCode {
    let narrator = Narrator()
    return narrator.guarding {
      try narrator.stdout.write(try StatementList.text(engine))
      return .ok
    }
  }

  private static func say(_ text: String) -> ExitCode {
    let narrator = Narrator()
    return narrator.guarding {
      try narrator.stdout.write(text)
      return .ok
    }
  }
}
