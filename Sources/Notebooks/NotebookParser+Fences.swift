import Basics
import Language

extension NotebookParser {
  private static let reserved: Set<String> = ["vnb", "out", "err", "lock"]

  /// Takes the fenced block that the current line opens. Kinds that are not ours stay prose.
  mutating func takeFence(_ fence: Fence) {
    let opening = at
    let number = lines[opening].number
    let kind = fence.kind
    let isOurs = Self.reserved.contains(kind)
    guard let closing = closingLine(of: fence) else {
      report(.unclosedFence(isOurs ? "`\(kind)`" : "fenced"), line: number)
      at = lines.count
      return
    }
    at = closing + 1
    guard isOurs else { return }
    guard fence.indent == 0 else { return report(.indentedFence(kind), line: number) }
    guard lock == nil || kind == "lock" else { return report(.afterLock(kind), line: number) }
    switch Notebook.OutputKind(rawValue: kind) {
    case let output?: takeOutput(fence, output, lines: opening..<closing + 1)
    case nil where kind == "lock": takeLock(fence, lines: opening..<closing + 1)
    case nil: takeCell(fence, lines: opening..<closing + 1)
    }
  }

  private func closingLine(of fence: Fence) -> Int? {
    lines.indices[(at + 1)...].first { fence.isClosed(by: bytes[lines[$0].text]) }
  }

  private mutating func takeCell(_ fence: Fence, lines range: Range<Int>) {
    let number = lines[range.lowerBound].number
    var attributes = CellAttributes()
    do {
      attributes = try CellAttributes(fence.words)
    } catch {
      report(error, line: number)
    }
    guard cells.count < NotebookLimits.cells else { return report(.tooManyCells, line: number) }
    let body = lines[(range.lowerBound + 1)..<(range.upperBound - 1)]
    let text = Lines.text(body, in: bytes)
    let start = lines[range.lowerBound].end
    cells.append(
      Notebook.Cell(
        index: cells.count, attributes: attributes,
        source: SourceText(name: source.name, text: text, firstLine: number + 1),
        hash: SHA256.hex(Array(text.utf8), digits: 8), sourceRange: start..<(body.last?.end ?? start),
        fenceLine: number))
    add(.cell(cells.count - 1), lines: range)
  }

  private mutating func takeOutput(_ fence: Fence, _ kind: Notebook.OutputKind, lines range: Range<Int>) {
    let number = lines[range.lowerBound].number
    guard let cell = cellAbove(range.lowerBound) else {
      return report(.outputWithoutCell(kind.rawValue), line: number)
    }
    let text = fence.words.joined(separator: " ")
    if !text.isEmpty, text.count != 8 || !text.allSatisfy(isLowerHex) {
      return report(.badHash(text), line: number)
    }
    let recorded = Notebook.Recorded(
      hash: text.isEmpty ? nil : text,
      text: Lines.text(lines[(range.lowerBound + 1)..<(range.upperBound - 1)], in: bytes),
      firstLine: number + 1)
    switch kind {
    case .out:
      guard cells[cell].out == nil, cells[cell].err == nil else {
        return report(.repeatedOutput("out"), line: number)
      }
      cells[cell].out = recorded
    case .err:
      guard cells[cell].err == nil else { return report(.repeatedOutput("err"), line: number) }
      cells[cell].err = recorded
    }
    add(.output(cell: cell, kind), lines: range)
  }

  /// The cell that a block starting at `line` belongs to: only blank lines may stand between.
  private func cellAbove(_ line: Int) -> Int? {
    let between = lines[min(proseStart, line)..<line]
    let isBlank = between.allSatisfy {
      bytes[$0.text].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }
    guard isBlank else { return nil }
    switch blocks.last?.kind {
    case .cell(let cell), .output(let cell, _): return cell
    default: return nil
    }
  }

  private mutating func takeLock(_ fence: Fence, lines range: Range<Int>) {
    let number = lines[range.lowerBound].number
    guard lock == nil else { return report(.repeatedLock, line: number) }
    if let word = fence.words.first { report(.unknownAttribute(word, nearest: nil), line: number) }
    var found = Lock()
    for line in lines[(range.lowerBound + 1)..<(range.upperBound - 1)] {
      do {
        try found.read(String(decoding: bytes[line.text], as: UTF8.self))
      } catch {
        report(error, line: line.number)
      }
    }
    lock = found
    add(.lock, lines: range)
  }

  // MARK: Rules over all cells

  mutating func checkNames() {
    var lineOfName: [String: Int] = [:]
    for cell in cells {
      guard let name = cell.attributes.name else { continue }
      if let first = lineOfName[name] {
        report(.repeatedName(name, firstLine: first), line: cell.fenceLine)
      } else {
        lineOfName[name] = cell.fenceLine
      }
    }
  }

  mutating func checkParams() {
    for cell in cells.dropFirst() where cell.attributes.isParams {
      report(.paramsNotFirst, line: cell.fenceLine)
    }
  }
}
