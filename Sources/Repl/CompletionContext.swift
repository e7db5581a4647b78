/// Where the cursor stands in an unfinished text: found by a scan for strings, brackets and pipes alone, so that it
/// works in text that does not parse.
struct CompletionContext: Equatable {
  /// Text of the open string literal up to the cursor, where the cursor is in one.
  var openString: String?
  /// What ends that string: `"`, `'` or `"""`.
  var quote = ""
  /// The name being typed; may be empty.
  var word = ""
  /// The chain of names before a glued `.`: `["km", "sizes"]` in `km.sizes.f`. Empty for a lone `.name`.
  var base: [String]?
  /// The name that the stage begins with, when the cursor is behind it: a verb, most often.
  var stageHead: String?
  /// The name that the pipe begins with; nil when it begins with something else. `_` for a leading `|`.
  var pipeHead: String?
  /// The stage stands behind a `|`: its first parameter is filled.
  var isPiped = false
  /// The option whose value is typed: `on_conflict` in `on_conflict: "s`.
  var option: String?
  /// In a comment nothing is completed.
  var isComment = false
  /// Text of the stage before the word.
  var stage = ""

  init(_ text: [UInt8]) {
    var scan = Scan()
    scan.run(text)
    isComment = scan.isComment
    let end = scan.stringStart.map { $0 - scan.quoteLength } ?? text.count
    if let start = scan.stringStart {
      openString = String(decoding: text[start...], as: UTF8.self)
      quote = String(decoding: text[end..<start], as: UTF8.self)
    }
    let wordStart = openString == nil ? Self.wordStart(text, end) : end
    word = openString == nil ? String(decoding: text[wordStart..<end], as: UTF8.self) : ""
    if openString == nil, wordStart > 0, text[wordStart - 1] == UInt8(ascii: ".") {
      base = Self.chain(text, before: wordStart - 1)
    }
    let frame = scan.frames[scan.frames.count - 1]
    let stageBytes = text[min(frame.stage, wordStart)..<wordStart]
    stage = String(decoding: stageBytes, as: UTF8.self)
    stageHead = Self.firstName(stageBytes, mustEnd: true)
    let pipe = text[min(frame.pipe, wordStart)..<wordStart]
    let isLeading = pipe.first { !Self.isBlank($0) } == UInt8(ascii: "|")
    pipeHead = isLeading ? "_" : Self.firstName(pipe, mustEnd: true)
    option = Self.option(stageBytes)
    isPiped = frame.stage > frame.pipe
  }

  /// Arguments of the stage without a name that stand before the cursor.
  var positionalArguments: Int {
    var count = 0
    var depth = 0
    var quote: UInt8?
    var isNamed = false
    for byte in stage.utf8 {
      if let open = quote {
        if byte == open { quote = nil }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ":") where depth == 0: isNamed = true
      case UInt8(ascii: ",") where depth == 0:
        if !isNamed { count += 1 }
        isNamed = false
      default: break
      }
    }
    return count
  }

  /// What the scan knows of each open bracket, and of the text outside all.
  private struct Frame {
    var pipe: Int
    var stage: Int
  }

  private struct Scan {
    var frames = [Frame(pipe: 0, stage: 0)]
    var stringStart: Int?
    var quoteLength = 1
    var isComment = false
    private var pipeBeforeLine = 0

    mutating func run(_ text: [UInt8]) {
      var index = 0
      while index < text.count {
        let byte = text[index]
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
          index = skipString(text, index)
          continue
        case UInt8(ascii: "#"):
          while index < text.count && text[index] != 0x0A { index += 1 }
          isComment = index == text.count
          continue
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
          frames.append(Frame(pipe: index + 1, stage: index + 1))
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
          if frames.count > 1 { frames.removeLast() }
        case UInt8(ascii: "|"): pipe(text, index)
        case UInt8(ascii: ";"), 0x0A: begin(index + 1)
        case UInt8(ascii: "="): if isAssignment(text, index) { begin(index + 1) }
        default: break
        }
        index += 1
      }
    }

    private mutating func begin(_ index: Int) {
      pipeBeforeLine = frames[frames.count - 1].pipe
      frames[frames.count - 1] = Frame(pipe: index, stage: index)
    }

    /// A `|` at the start of a line goes on with the pipe of the line before.
    private mutating func pipe(_ text: [UInt8], _ index: Int) {
      let start = frames[frames.count - 1].pipe
      if start > 0 && text[start - 1] == 0x0A && text[start..<index].allSatisfy(CompletionContext.isBlank) {
        frames[frames.count - 1].pipe = pipeBeforeLine
      }
      frames[frames.count - 1].stage = index + 1
    }

    private func isAssignment(_ text: [UInt8], _ index: Int) -> Bool {
      let signs = Array("=!<>".utf8)
      if index + 1 < text.count, text[index + 1] == UInt8(ascii: "=") || text[index + 1] == UInt8(ascii: ">")
      {
        return false
      }
      return index == 0 || !signs.contains(text[index - 1])
    }

    /// The index behind the string; at the end of the text when it is open, with `stringStart` set.
    private mutating func skipString(_ text: [UInt8], _ start: Int) -> Int {
      let quote = text[start]
      let isBlock =
        text[start...].prefix(3).elementsEqual([quote, quote, quote]) && quote == UInt8(ascii: "\"")
      let length = isBlock ? 3 : 1
      var index = start + length
      while index < text.count {
        if text[index] == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") {
          index += 2
          continue
        }
        if text[index...].prefix(length).elementsEqual(repeatElement(quote, count: length)) {
          return index + length
        }
        if text[index] == 0x0A && !isBlock { return index }
        index += 1
      }
      (stringStart, quoteLength) = (min(start + length, text.count), length)
      return text.count
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A }

  /// Names are ASCII letters, digits, `_`, and everything beyond ASCII.
  private static func isName(_ byte: UInt8) -> Bool {
    byte == 95 || byte >= 0x80 || (48...57).contains(byte) || (65...90).contains(byte)
      || (97...122).contains(byte)
  }

  /// Whether a column of this name can be written behind a dot.
  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    return !(48...57).contains(first) && text.utf8.allSatisfy { isName($0) }
  }

  private static func wordStart(_ text: [UInt8], _ end: Int) -> Int {
    var start = end
    while start > 0 && isName(text[start - 1]) { start -= 1 }
    return start
  }

  /// The names before the dot at `dot`; empty when the dot begins a value.
  private static func chain(_ text: [UInt8], before dot: Int) -> [String] {
    let start = wordStart(text, dot)
    guard start < dot else { return [] }
    let name = String(decoding: text[start..<dot], as: UTF8.self)
    guard start > 0, text[start - 1] == UInt8(ascii: ".") else { return [name] }
    return chain(text, before: start - 1) + [name]
  }

  private static func firstName(_ text: ArraySlice<UInt8>, mustEnd: Bool) -> String? {
    let rest = text.drop { isBlank($0) }
    let name = rest.prefix { isName($0) }
    guard !name.isEmpty, !mustEnd || name.endIndex < text.endIndex else { return nil }
    return String(decoding: name, as: UTF8.self)
  }

  /// The name before a `:` that ends the text.
  private static func option(_ text: ArraySlice<UInt8>) -> String? {
    let head = text.reversed().drop { isBlank($0) }
    guard head.first == UInt8(ascii: ":") else { return nil }
    let name = head.dropFirst().prefix { isName($0) }.reversed()
    return name.isEmpty ? nil : String(decoding: Array(name), as: UTF8.self)
  }
}
