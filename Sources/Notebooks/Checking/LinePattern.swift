/// A recorded line as a pattern for the line a cell prints now.
///
/// `[..]` stands for any text. Where numbers may drift in their last digit, a table's columns may grow or shrink with them:
/// then the blanks beside a number, and those of the header and the rule below it, may be more or fewer.
struct LinePattern {
  /// Where a line stands in a table.
  enum Place { case outside, header, rule, row }

  private enum Piece {
    case text([UInt8])
    case number(NumberToken)
    /// So many blanks at least.
    case blanks(Int)
    case any
  }

  static let wildcard = Array("[..]".utf8)
  private static let rule = Array("─".utf8)
  private static let blank = UInt8(ascii: " ")

  let line: [UInt8]
  /// A line `...`: any number of lines.
  let isAnyLines: Bool
  /// Holds `[..]`, or is a line `...`.
  let hasWildcard: Bool
  /// True where the columns of the table are as wide as they were: then a number may grow into the blanks at one of its
  /// sides, but not move to another column.
  var isAligned = false
  private let pieces: [Piece]
  private let rules: Int?

  init(_ line: [UInt8], numbers: Bool, place: Place) {
    self.line = line
    isAnyLines = trimmed(String(decoding: line, as: UTF8.self)) == "..."
    hasWildcard = isAnyLines || line.indices.contains { line[$0...].starts(with: Self.wildcard) }
    rules = numbers && place == .rule ? Self.rules(line) : nil
    pieces = Self.pieces(line, numbers: numbers, place: numbers ? place : .outside)
  }

  func matches(_ other: [UInt8]) -> Bool {
    if other == line { return true }
    if let rules, let others = Self.rules(other) { return rules == others }
    return matchesPieces(other)
  }

  /// How many stretches of `─` a table's rule has; nil when the line is none.
  static func rules(_ line: [UInt8]) -> Int? {
    var count = 0
    var at = 0
    var isIn = false
    while at < line.count {
      if line[at] == blank {
        isIn = false
        at += 1
      } else if line[at...].starts(with: rule) {
        if !isIn { count += 1 }
        isIn = true
        at += rule.count
      } else {
        return nil
      }
    }
    return count > 0 ? count : nil
  }

  // MARK: Cutting into pieces

  private static func pieces(_ line: [UInt8], numbers: Bool, place: Place) -> [Piece] {
    var pieces: [Piece] = []
    var text: [UInt8] = []
    func close() {
      if !text.isEmpty { pieces.append(.text(text)) }
      text = []
    }
    var at = 0
    while at < line.count {
      if line[at] == UInt8(ascii: "["), line[at...].starts(with: wildcard) {
        close()
        pieces.append(.any)
        at += wildcard.count
      } else if numbers, let number = NumberToken(at: at, in: line) {
        if at == 0, place == .row { pieces.append(.blanks(0)) }
        close()
        pieces.append(.number(number))
        at = number.text.endIndex
      } else if line[at] == blank, place == .row || place == .header {
        let end = line[at...].firstIndex { $0 != blank } ?? line.count
        if isLoose(at..<end, in: line, place) {
          close()
          pieces.append(.blanks(at == 0 ? 0 : 2))
        } else {
          text += line[at..<end]
        }
        at = end
      } else {
        text.append(line[at])
        at += 1
      }
    }
    close()
    return pieces
  }

  /// True for blanks that a number of another width would change.
  private static func isLoose(_ run: Range<Int>, in line: [UInt8], _ place: Place) -> Bool {
    guard run.count >= 2 || run.lowerBound == 0 else { return false }
    if place == .header { return true }
    if isFigure(at: run.upperBound, in: line) { return true }
    let before = line[..<run.lowerBound].lastIndex(of: blank).map { $0 + 1 } ?? 0
    return run.lowerBound > 0 && isFigure(at: before, in: line)
  }

  /// A number, or the `null` that stands in a column of numbers.
  private static func isFigure(at start: Int, in line: [UInt8]) -> Bool {
    NumberToken(at: start, in: line) != nil || line[start...].starts(with: Array("null".utf8))
  }

  // MARK: Matching

  /// Each piece but `any` takes a fixed stretch from where it begins, so going back to the last `any` is enough.
  private func matchesPieces(_ other: [UInt8]) -> Bool {
    var (piece, at) = (0, 0)
    var lastAny: (piece: Int, at: Int)?
    while true {
      if piece == pieces.count {
        if at == other.count { return true }
      } else if case .any = pieces[piece] {
        piece += 1
        lastAny = (piece, at)
        continue
      } else if let end = take(pieces[piece], other, at) {
        piece += 1
        at = end
        continue
      }
      guard let any = lastAny, any.at < other.count else { return false }
      lastAny = (any.piece, any.at + 1)
      (piece, at) = (any.piece, any.at + 1)
    }
  }

  /// Where the piece ends in `line` when it begins at `at`; nil when it does not.
  private func take(_ piece: Piece, _ line: [UInt8], _ at: Int) -> Int? {
    switch piece {
    case .any: return at
    case .text(let text): return line[at...].starts(with: text) ? at + text.count : nil
    case .number(let number):
      guard let now = NumberToken(at: at, in: line), number.agrees(with: now) else { return nil }
      let isInPlace = at == number.text.startIndex || now.text.endIndex == number.text.endIndex
      guard isInPlace || !isAligned || hasWildcard else { return nil }
      return now.text.endIndex
    case .blanks(let least):
      let end = line[at...].firstIndex { $0 != Self.blank } ?? line.count
      return end - at >= least ? end : nil
    }
  }
}
