import Glibc
import Language
import Notebooks
import Rendering
import Repl
import Verbs

/// What a run needs from the outside: where results and narration go, and how.
struct Narrator {
  let stdout = StandardOutput()
  /// Narration and progress on standard error.
  let console = ReplOutput()
  /// Progress as lines, where standard error is no terminal and progress is asked for.
  private let lines: ProgressLines?

  init(showsProgress: Bool = false) {
    lines = showsProgress && isatty(STDERR_FILENO) == 0 ? ProgressLines() : nil
  }

  /// How results are written when nothing else says so: never fitted and never cut, as they may go into a file.
  static func options(_ format: String?) -> RenderOptions {
    var options = RenderOptions()
    if let format, let known = OutputFormat(rawValue: format) { options.format = known }
    return options
  }

  func output(_ options: RenderOptions, recorded: RenderOptions? = nil) -> NotebookOutput {
    let (stdout, console, lines) = (stdout, console, lines)
    return NotebookOutput(
      options: options, recordedOptions: recorded,
      results: {
        console.endProgress()
        try stdout.write($0)
      },
      narration: { console.warn($0) },
      meter: {
        lines?.tell($0)
        console.progress(job: $0.job, done: $0.done, total: $0.total, unit: $0.unit)
      })
  }

  static func tell(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics {
      let text = render(
        diagnostic, color: Terminal.hasColor(STDERR_FILENO), width: Terminal.width(STDERR_FILENO))
      StandardError.write(text.hasSuffix("\n") ? text : text + "\n")
    }
  }

  static func tell(_ error: NotebookError) { tell([error.diagnostic()]) }

  /// Runs what writes results; a closed or full standard output ends it here.
  func guarding(_ work: () throws -> ExitCode) -> ExitCode {
    do {
      let code = try work()
      try stdout.flush()
      return code
    } catch is StandardOutput.Closed {
      return .outputClosed
    } catch let failure as StandardOutput.Failed {
      Self.tell([RunError.cannotWriteOutput(reason: failure.reason).diagnostic])
    } catch let stop as Interrupted {
      StandardError.line(stop.sentence)
      return .interrupted
    } catch {
      Self.tell([Diagnostic(hostError: error)])
    }
    return .failed
  }
}
