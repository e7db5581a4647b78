import Language

extension Notebook {
  /// Parses a whole file. `name` is what errors show, usually the path as the user gave it.
  ///
  /// - Throws: everything wrong with the file at once, in order of place.
  public init(parsing bytes: [UInt8], name: String) throws(NotebookProblems) {
    let source = SourceText(name: name, text: String(decoding: bytes, as: UTF8.self))
    var parser = NotebookParser(bytes: bytes, source: source)
    parser.parse()
    guard parser.problems.isEmpty else {
      throw NotebookProblems(fileName: name, problems: parser.problems)
    }
    self.init(
      source: source, bytes: bytes, frontMatter: parser.frontMatter, blocks: parser.blocks,
      cells: parser.cells, lock: parser.lock, newline: Self.newline(of: bytes))
  }

  private static func newline(of bytes: [UInt8]) -> String {
    guard let first = bytes.firstIndex(of: UInt8(ascii: "\n")), first > 0 else { return "\n" }
    return bytes[first - 1] == UInt8(ascii: "\r") ? "\r\n" : "\n"
  }
}

/// Goes through the lines once, top to bottom. Each method takes one block and moves on.
struct NotebookParser {
  let bytes: [UInt8]
  let source: SourceText
  let lines: [Line]
  var at = 0
  var proseStart = 0

  var frontMatter = FrontMatter()
  var blocks: [Notebook.Block] = []
  var cells: [Notebook.Cell] = []
  var lock: Lock?
  var problems: [NotebookProblems.Problem] = []

  init(bytes: [UInt8], source: SourceText) {
    self.bytes = bytes
    self.source = source
    lines = Lines.split(bytes, from: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
  }

  mutating func parse() {
    guard checkLines() else { return }
    takeFrontMatter()
    while at < lines.count, problems.count < NotebookLimits.reportedErrors {
      let text = bytes[lines[at].text]
      if let fence = Fence(opening: text) {
        takeFence(fence)
      } else if startsComment(text) {
        skipComment()
      } else {
        at += 1
      }
    }
    closeProse()
    checkNames()
    checkParams()
    problems.sort { ($0.line ?? 0) < ($1.line ?? 0) }
  }

  mutating func report(_ error: NotebookError, line: Int?) {
    problems.append(.init(error: error, line: line))
  }

  /// Refuses what is not text before anything else looks at it.
  private mutating func checkLines() -> Bool {
    for line in lines where problems.isEmpty {
      let text = bytes[line.text]
      if text.count > NotebookLimits.lineBytes {
        report(.lineTooLong, line: line.number)
      } else if text.contains(0) {
        report(.nulByte, line: line.number)
      } else if String(validating: text, as: UTF8.self) == nil {
        report(.invalidUTF8, line: line.number)
      }
    }
    return problems.isEmpty
  }

  /// The settings between a first line `---` and the next.
  private mutating func takeFrontMatter() {
    guard isRule(0) else { return }
    guard let last = lines.indices.dropFirst().first(where: isRule) else {
      report(.unclosedFrontMatter, line: 1)
      return
    }
    var seen: Set<String> = []
    for line in lines[1..<last] {
      do {
        try frontMatter.read(String(decoding: bytes[line.text], as: UTF8.self), seen: &seen)
      } catch {
        report(error, line: line.number)
      }
    }
    at = last + 1
    add(.frontMatter, lines: 0..<at)
  }

  private func isRule(_ index: Int) -> Bool {
    guard lines.indices.contains(index) else { return false }
    let text = bytes[lines[index].text]
    let marks = text.prefix { $0 == UInt8(ascii: "-") }
    return marks.count == 3
      && text.dropFirst(3).allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }

  // MARK: Blocks

  /// Adds a block of whole lines; prose before it is closed first.
  mutating func add(_ kind: Notebook.Block.Kind, lines range: Range<Int>) {
    if kind != .prose, proseStart < range.lowerBound { add(.prose, lines: proseStart..<range.lowerBound) }
    let start = blocks.last?.range.upperBound ?? 0
    let end = range.upperBound > 0 ? lines[range.upperBound - 1].end : start
    blocks.append(.init(kind: kind, range: start..<end, firstLine: range.lowerBound + 1))
    proseStart = range.upperBound
  }

  private mutating func closeProse() {
    if proseStart < lines.count {
      add(.prose, lines: proseStart..<lines.count)
    } else if blocks.isEmpty, !bytes.isEmpty {
      blocks.append(.init(kind: .prose, range: 0..<bytes.count, firstLine: 1))
    }
  }

  // MARK: Comments

  /// An HTML comment (CommonMark 0.31, 4.6) hides what it holds, cells too, as it does when rendered.
  private func startsComment(_ text: ArraySlice<UInt8>) -> Bool {
    let rest = text.drop { $0 == UInt8(ascii: " ") }
    return rest.startIndex - text.startIndex <= 3 && rest.starts(with: Array("<!--".utf8))
  }

  private mutating func skipComment() {
    let closing = Array("-->".utf8)
    while at < lines.count {
      let text = bytes[lines[at].text]
      at += 1
      if text.indices.contains(where: { text[$0...].starts(with: closing) }) { return }
    }
  }
}
