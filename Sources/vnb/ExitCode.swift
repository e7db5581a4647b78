/// How the program ends, for scripts to read.
struct ExitCode: RawRepresentable, Equatable {
  let rawValue: Int32

  static let ok = ExitCode(rawValue: 0)
  /// A cell, a program or a job failed; something may have been written before.
  static let failed = ExitCode(rawValue: 1)
  /// The command line or the file makes no sense; nothing was done.
  static let usage = ExitCode(rawValue: 2)
  /// What a notebook gives is not what it records.
  static let differs = ExitCode(rawValue: 3)
  /// A file or model is not the one a notebook is locked to.
  static let lockedInput = ExitCode(rawValue: 4)
  /// Stopped with Ctrl-C, as a shell numbers it.
  static let interrupted = ExitCode(rawValue: 130)
  /// Nobody reads standard output any more, as a shell numbers it. Not worth a word.
  static let outputClosed = ExitCode(rawValue: 141)
}
