import Basics
import Language

extension Notebook {
  /// The file with those `out`, `err` and `lock` blocks rewritten that do not hold any more. All other bytes stay as they
  /// are: prose, cells, and blocks that still agree by their cell's mode, wildcards included. A rewritten block keeps
  /// those wildcards that still stand for what is printed. A block that agrees but was
  /// recorded for another program only gets the new hash.
  ///
  /// - Parameters:
  ///   - results: what the cells gave that ran.
  ///   - fresh: what the run used; nil leaves the lock as it is.
  /// - Returns: the bytes of the whole file.
  public func updated(with results: [Int: NotebookRun.CellResult], lock fresh: Lock?) -> [UInt8] {
    let changes = results.reduce(into: [Int: CellJudgement]()) { judged, entry in
      guard cells.indices.contains(entry.key) else { return }
      let cell = cells[entry.key]
      judged[entry.key] = CellJudgement(cell, entry.value, mode: checkMode(of: cell))
    }
    var text: [UInt8] = []
    for block in blocks {
      switch block.kind {
      case .frontMatter, .prose: text += bytes[block.range]
      case .cell(let index):
        text += bytes[block.range]
        guard let change = changes[index] else { continue }
        if change.out == .insert { append(.out, change, to: &text) }
        if change.err == .insert, change.cell.out == nil { append(.err, change, to: &text) }
      case .output(let index, let kind):
        guard let change = changes[index] else {
          text += bytes[block.range]
          continue
        }
        apply(change, kind, block, to: &text)
        if kind == .out, change.err == .insert { append(.err, change, to: &text) }
      case .lock:
        let isSame = fresh.map { $0.agrees(with: lock ?? Lock()) } ?? true
        if let fresh, !isSame { text += Array(fenced(fresh).utf8) } else { text += bytes[block.range] }
      }
    }
    if lock == nil, let fresh, !cells.isEmpty { appendLock(fresh, to: &text) }
    return text
  }

  private func apply(_ change: CellJudgement, _ kind: OutputKind, _ block: Block, to text: inout [UInt8]) {
    switch kind == .out ? change.out : change.err {
    case .keep, .insert: text += bytes[block.range]
    case .rehash: text += rehashed(block, change.cell, kind)
    case .rewrite: append(kind, change, to: &text)
    case .remove: break
    }
  }

  private func append(_ kind: OutputKind, _ change: CellJudgement, to text: inout [UInt8]) {
    endLine(&text)
    let output = change.newText(kind)
    text += Array(fenced(kind, change.cell.hash, output).utf8)
  }

  /// The last line of a file may have no end.
  private func endLine(_ text: inout [UInt8]) {
    if !text.isEmpty, text.last != UInt8(ascii: "\n") { text += newline.utf8 }
  }

  /// The block with the hash of the cell as it is now.
  private func rehashed(_ block: Block, _ cell: Cell, _ kind: OutputKind) -> [UInt8] {
    let whole = Array(bytes[block.range])
    let old = (kind == .out ? cell.out?.hash : cell.err?.hash).map { Array($0.utf8) } ?? []
    guard !old.isEmpty, let at = whole.firstRange(of: old) else { return whole }
    return Array(whole[..<at.lowerBound]) + Array(cell.hash.utf8) + Array(whole[at.upperBound...])
  }

  private func appendLock(_ lock: Lock, to text: inout [UInt8]) {
    endLine(&text)
    text += (newline + fenced(lock)).utf8
  }

  private func fenced(_ lock: Lock) -> String {
    (["```lock"] + lock.lines + ["```"]).map { $0 + newline }.joined()
  }
}
