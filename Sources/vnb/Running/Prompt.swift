import Repl

/// The interactive prompt.
enum Prompt {
  static func run(store: String?, format: String?) -> ExitCode {
    StandardError.line("this build has no prompt yet; `vnb --help` lists what it has")
    return .failed
  }
}
