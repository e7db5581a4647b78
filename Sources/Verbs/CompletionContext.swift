/// What the text before the cursor says about the place: in a string, after a dot, or at a name; and the verb and pipe around it. Read
/// from the bytes alone, so that half-typed lines complete too.
struct CompletionContext {
  enum Place {
    /// Inside a string that begins at the offset.
    case string(Int)
    /// After a dot: the name touching it before, if any, and where the typed part begins.
    case field(base: String?, Int)
    case name(Int)
  }

  let place: Place
  /// The verb whose arguments the cursor stands among.
  let verb: String?
  /// The name at the start of the pipe.
  let pipeHead: String?
  private let stage: String

  init(_ bytes: [UInt8]) {
    if let start = CompletionContext.openString(bytes) {
      place = .string(start)
    } else {
      var start = bytes.count
      while start > 0, CompletionContext.isWord(bytes[start - 1]) { start -= 1 }
      if start > 0, bytes[start - 1] == UInt8(ascii: ".") {
        var first = start - 1
        while first > 0, CompletionContext.isWord(bytes[first - 1]) { first -= 1 }
        let base = String(decoding: bytes[first..<(start - 1)], as: UTF8.self)
        place = .field(base: base.isEmpty ? nil : base, start)
      } else {
        place = .name(start)
      }
    }
    let line = String(decoding: bytes, as: UTF8.self)
    let statement = line.split(whereSeparator: { $0 == "\n" || $0 == ";" || $0 == "{" }).last.map(String.init) ?? line
    let stages = statement.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    stage = stages.last ?? ""
    pipeHead = CompletionContext.firstName(stages.first ?? "", dropping: "let")
    let words = CompletionContext.firstName(stage, dropping: "let")
    verb = stage.contains(" ") ? words : nil
  }

  /// The option is written already.
  func isGiven(_ name: String) -> Bool { stage.contains(name + ":") }

  /// The first name of a stage; that after `=` when it begins with `let x =`.
  private static func firstName(_ stage: String, dropping keyword: String) -> String? {
    var text = stage[...]
    if text.drop(while: { $0 == " " }).hasPrefix(keyword + " "), let equals = text.firstIndex(of: "=") {
      text = text[text.index(after: equals)...]
    }
    let name = text.drop(while: { $0 == " " || $0 == "(" }).prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    return name.isEmpty ? nil : String(name)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
      || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
  }

  /// The offset after the quote of a string that is still open.
  private static func openString(_ bytes: [UInt8]) -> Int? {
    var open: Int?
    var at = 0
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "\\"), open != nil {
        at += 2
        continue
      }
      if bytes[at] == UInt8(ascii: "\"") { open = open == nil ? at + 1 : nil }
      at += 1
    }
    return open
  }
}
