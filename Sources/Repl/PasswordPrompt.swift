import Glibc

/// Asks for a password on the terminal and shows nothing of what is typed.
public enum PasswordPrompt {
  /// Longer ones are refused by every server.
  private static let limit = 4096

  /// Nil when standard input or standard error is no terminal, or when nothing was typed.
  @Sendable public static func ask(_ prompt: String) -> String? {
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return nil }
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    return ask(prompt, on: terminal)
  }

  /// The terminal is left as it was, also when a signal ends the reading.
  static func ask(_ prompt: String, on terminal: Int32) -> String? {
    var before = termios()
    guard tcgetattr(terminal, &before) == 0 else { return nil }
    var silent = before
    silent.c_lflag = (silent.c_lflag | tcflag_t(ICANON | ISIG)) & ~tcflag_t(ECHO)
    guard tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else { return nil }
    defer { tcsetattr(terminal, TCSAFLUSH, &before) }
    try? Terminal.write(prompt, to: terminal)
    defer { try? Terminal.write("\n", to: terminal) }
    var typed: [UInt8] = []
    var byte: UInt8 = 0
    while typed.count < limit, read(terminal, &byte, 1) == 1, byte != 10, byte != 13 { typed.append(byte) }
    return typed.isEmpty ? nil : String(decoding: typed, as: UTF8.self)
  }
}
