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

  /// Ctrl-C and Ctrl-D give nil, with the terminal as it was; no signal, as there is nothing else to stop yet.
  static func ask(_ prompt: String, on terminal: Int32) -> String? {
    var before = termios()
    guard tcgetattr(terminal, &before) == 0 else { return nil }
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
    guard tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else { return nil }
    defer { tcsetattr(terminal, TCSAFLUSH, &before) }
    try? Terminal.write(prompt, to: terminal)
    defer { try? Terminal.write("\n", to: terminal) }
    guard let typed = line(terminal), !typed.isEmpty else { return nil }
    return String(decoding: typed, as: UTF8.self)
  }

  /// What is typed before Enter, edited as the terminal would; nil when it was given up.
  private static func line(_ terminal: Int32) -> [UInt8]? {
    var typed: [UInt8] = []
    var byte: UInt8 = 0
    while typed.count < limit {
      let count = read(terminal, &byte, 1)
      if count < 0 && errno == EINTR { continue }
      guard count == 1 else { return nil }
      switch byte {
      case 10, 13: return typed
      // Ctrl-C, Ctrl-D.
      case 3, 4: return nil
      // Backspace takes a whole character; Ctrl-U all.
      case 8, 127: while let last = typed.popLast(), last & 0xC0 == 0x80 {}
      case 21: typed = []
      default: typed.append(byte)
      }
    }
    return nil
  }
}
