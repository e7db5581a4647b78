import Glibc

/// Reads statements line by line from standard input, for terminals without cursor movement (`TERM=dumb`).
public final class PlainLineReader: LineReading {
  private let prompt: String
  private let questions: LineQuestions

  public init(prompt: String, questions: LineQuestions) {
    self.prompt = prompt
    self.questions = questions
  }

  public func read() -> LineEvent {
    var text = ""
    var shown = prompt
    while true {
      try? Terminal.write(shown, to: 1)
      switch readOne() {
      case .line(let line):
        text += text.isEmpty ? line : "\n" + line
        if line.isEmpty || questions.isComplete(text) { return .line(text) }
        shown = String(repeating: " ", count: prompt.utf8.count)
      case .interrupted:
        try? Terminal.write("\n", to: 1)
        return .interrupted
      case .end: return text.isEmpty ? .end : .line(text)
      }
    }
  }

  public func remember(_ statement: String) {}

  /// One line, byte by byte: nothing beyond it may be taken, since a verb may read standard input itself.
  private func readOne() -> LineEvent {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while true {
      let count = Glibc.read(0, &byte, 1)
      if count < 0 && errno == EINTR { return .interrupted }
      if count <= 0 { return bytes.isEmpty ? .end : .line(String(decoding: bytes, as: UTF8.self)) }
      if byte == 0x0A { return .line(String(decoding: bytes, as: UTF8.self)) }
      bytes.append(byte)
    }
  }
}
