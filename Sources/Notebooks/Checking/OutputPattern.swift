/// A recorded output as a pattern for the one a cell prints now.
struct OutputPattern {
  private(set) var lines: [LinePattern]

  /// `numbers`: floating-point numbers may differ in their last digit; else every byte counts that is no wildcard.
  init(_ text: String, numbers: Bool) {
    let lines = OutputLines.split(text)
    let places = OutputLines.places(lines)
    self.lines = zip(lines, places).map { LinePattern($0, numbers: numbers, place: $1) }
  }

  /// The same pattern for an output whose tables have these columns.
  func aligned(with now: [[UInt8]]) -> OutputPattern {
    func rules(_ lines: some Sequence<[UInt8]>) -> [[UInt8]] { lines.filter { LinePattern.rules($0) != nil } }
    guard rules(lines.map(\.line)) == rules(now) else { return self }
    var aligned = self
    let places = OutputLines.places(lines.map(\.line))
    for index in lines.indices { aligned.lines[index].isAligned = places[index] == .row }
    return aligned
  }

  func matches(_ now: [[UInt8]]) -> Bool {
    let lines = aligned(with: now).lines
    var (row, at) = (0, 0)
    var lastAny: (row: Int, at: Int)?
    while true {
      if row == lines.count {
        if at == now.count { return true }
      } else if lines[row].isAnyLines {
        row += 1
        lastAny = (row, at)
        continue
      } else if at < now.count, lines[row].matches(now[at]) {
        row += 1
        at += 1
        continue
      }
      guard let any = lastAny, any.at < now.count else { return false }
      lastAny = (any.row, any.at + 1)
      (row, at) = (any.row, any.at + 1)
    }
  }
}

/// Lines of an output.
enum OutputLines {
  /// The lines as a notebook reads them back: without their ends, which are "\n" or "\r\n".
  static func split(_ text: String) -> [[UInt8]] {
    let bytes = Array(text.utf8)
    return Lines.split(bytes).map { Array(bytes[$0.text]) }
  }

  /// Which lines belong to tables: a header, the rule below it, rows, down to the line that counts them.
  static func places(_ lines: [[UInt8]]) -> [LinePattern.Place] {
    var places = [LinePattern.Place](repeating: .outside, count: lines.count)
    var isInTable = false
    for (index, line) in lines.enumerated() {
      if index > 0, LinePattern.rules(line) != nil {
        places[index - 1] = .header
        places[index] = .rule
        isInTable = true
      } else if isInTable, isFooter(line) {
        isInTable = false
      } else if isInTable {
        places[index] = .row
      }
    }
    return places
  }

  /// `3 rows`, `1 row`, or what stands below a table that was cut.
  static func isFooter(_ line: [UInt8]) -> Bool {
    if line.starts(with: Array("… ".utf8)) { return true }
    let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard words.count == 2, let unit = words.last, let count = words.first, !count.isEmpty else {
      return false
    }
    let isCount = count.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: ",") }
    return isCount && (unit.elementsEqual("rows".utf8) || unit.elementsEqual("row".utf8))
  }
}
