/// The screen of a small VT100: what `TERM=xterm` programs such as line editors use of it.
public struct TerminalScreen: Sendable {
  /// A cell's text; empty in the second cell of a wide character.
  private var cells: [[String]]
  public private(set) var columns: Int
  public private(set) var rows: Int
  public private(set) var row = 0
  public private(set) var column = 0
  private var pending: [UInt8] = []

  public init(columns: Int, rows: Int) {
    self.columns = max(1, columns)
    self.rows = max(1, rows)
    cells = Array(repeating: Array(repeating: " ", count: self.columns), count: self.rows)
  }

  public var lines: [String] {
    cells.map { row in
      var line = row.joined()
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  mutating func resize(columns: Int, rows: Int) {
    var fresh = TerminalScreen(columns: columns, rows: rows)
    let lost = max(0, row - fresh.rows + 1)
    for (index, line) in cells.dropFirst(lost).prefix(fresh.rows).enumerated() {
      for (at, cell) in line.prefix(fresh.columns).enumerated() { fresh.cells[index][at] = cell }
    }
    fresh.row = row - lost
    fresh.column = min(column, fresh.columns - 1)
    self = fresh
  }

  public mutating func feed(_ bytes: some Sequence<UInt8>) {
    pending += bytes
    while let length = unitLength() {
      let unit = Array(pending[..<length])
      pending.removeFirst(length)
      apply(unit)
    }
  }

  /// Bytes of the next whole character or control sequence, or nil while more must come.
  private func unitLength() -> Int? {
    guard let first = pending.first else { return nil }
    if first == 0x1B {
      guard pending.count > 1 else { return nil }
      if pending[1] == 0x5B {
        return pending.dropFirst(2).firstIndex { (0x40...0x7E).contains($0) }.map { $0 + 1 }
      }
      let isCharset = pending[1] == 0x28 || pending[1] == 0x29
      return isCharset ? (pending.count > 2 ? 3 : nil) : 2
    }
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    return pending.count >= length ? length : nil
  }

  private mutating func apply(_ unit: [UInt8]) {
    switch unit[0] {
    case 0x1B: if unit.count > 2 && unit[1] == 0x5B { control(unit) }
    case 0x0D: column = 0
    case 0x0A: lineFeed()
    case 0x08: column = max(0, min(column, columns - 1) - 1)
    case 0x09: column = min(columns - 1, (column / 8 + 1) * 8)
    case 0..<0x20, 0x7F: break
    default: put(String(decoding: unit, as: UTF8.self))
    }
  }

  private mutating func lineFeed() {
    if row + 1 < rows {
      row += 1
    } else {
      cells.removeFirst()
      cells.append(Array(repeating: " ", count: columns))
    }
  }

  private mutating func put(_ text: String) {
    let value = text.unicodeScalars.first?.value ?? 0
    if (0x300...0x36F).contains(value) || value == 0x200D || value == 0xFE0F {
      if column > 0 { cells[row][column - 1] += text }
      return
    }
    let isWide =
      (0x1100...0x115F).contains(value) || (0x2E80...0xA4CF).contains(value)
      || (0xAC00...0xD7A3).contains(value) || (0xFF00...0xFF60).contains(value)
      || (0x1F300...0x1FAFF).contains(value)
    let width = isWide ? 2 : 1
    // As xterm: the cursor waits behind the last cell and wraps with the next character.
    if column + width > columns {
      column = 0
      lineFeed()
    }
    guard column < columns else { return }
    cells[row][column] = text
    if isWide && column + 1 < columns { cells[row][column + 1] = "" }
    column += width
  }

  private mutating func control(_ unit: [UInt8]) {
    let text = String(decoding: unit[2..<(unit.count - 1)], as: UTF8.self)
    guard !text.hasPrefix("?") else { return }
    let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    let first = numbers.first ?? 0
    let count = max(1, first)
    let at = min(column, columns - 1)
    switch unit[unit.count - 1] {
    case UInt8(ascii: "A"): row = max(0, row - count)
    case UInt8(ascii: "B"): row = min(rows - 1, row + count)
    case UInt8(ascii: "C"): column = min(columns - 1, at + count)
    case UInt8(ascii: "D"): column = max(0, at - count)
    case UInt8(ascii: "G"): column = min(columns - 1, count - 1)
    case UInt8(ascii: "H"):
      row = min(rows - 1, count - 1)
      column = min(columns - 1, max(1, numbers.count > 1 ? numbers[1] : 1) - 1)
    case UInt8(ascii: "K"):
      erase(row, from: first == 1 ? 0 : first == 2 ? 0 : at, to: first == 1 ? at + 1 : columns)
    case UInt8(ascii: "J"): eraseScreen(first, at)
    case UInt8(ascii: "P"):
      let removed = min(count, columns - at)
      cells[row].removeSubrange(at..<(at + removed))
      cells[row] += Array(repeating: " ", count: removed)
    case UInt8(ascii: "@"):
      cells[row].insert(contentsOf: Array(repeating: " ", count: min(count, columns)), at: at)
      cells[row].removeLast(cells[row].count - columns)
    default: break
    }
  }

  private mutating func erase(_ row: Int, from: Int, to: Int) {
    for index in from..<max(from, to) { cells[row][index] = " " }
  }

  private mutating func eraseScreen(_ mode: Int, _ at: Int) {
    if mode == 0 { erase(row, from: at, to: columns) }
    let range = mode == 0 ? (row + 1)..<max(row + 1, rows) : 0..<rows
    for index in range where index < rows { erase(index, from: 0, to: columns) }
  }
}
