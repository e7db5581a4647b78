extension Notebook {
  /// The file with the outputs of a run in place of the recorded ones. Cells that did not run keep theirs; prose,
  /// cells, front matter and lock stay byte for byte.
  public func filled(with results: [Int: NotebookRun.CellResult]) -> [UInt8] {
    var text: [UInt8] = []
    for block in blocks {
      switch block.kind {
      case .output(let cell, let kind):
        guard let result = results[cell] else {
          text += bytes[block.range]
          continue
        }
        if firstOutput(of: cell) == kind { text += outputs(of: cells[cell], result) }
      case .cell(let index):
        text += bytes[block.range]
        guard let result = results[index], firstOutput(of: index) == nil else { continue }
        let fences = outputs(of: cells[index], result)
        // The last line of a file may have no end.
        if !fences.isEmpty, text.last != UInt8(ascii: "\n") { text += newline.utf8 }
        text += fences
      case .frontMatter, .prose, .lock: text += bytes[block.range]
      }
    }
    return text
  }

  /// Which recorded block of a cell comes first: the place where new ones go.
  private func firstOutput(of index: Int) -> OutputKind? {
    cells[index].out != nil ? .out : cells[index].err != nil ? .err : nil
  }

  private func outputs(of cell: Cell, _ result: NotebookRun.CellResult) -> [UInt8] {
    var text = fenced(.out, cell.hash, result.out)
    if let err = result.err { text += fenced(.err, cell.hash, err) }
    return Array(text.utf8)
  }

  /// A fence with the text in it, in this file's line ends; nothing for an empty text.
  func fenced(_ kind: OutputKind, _ hash: String, _ text: String) -> String {
    guard !text.isEmpty else { return "" }
    let marks = Fence.holding(text)
    var lines = ["\(marks)\(kind.rawValue) \(hash)"]
    lines += text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last?.isEmpty == true { lines.removeLast() }
    lines.append(marks)
    return lines.map { $0 + newline }.joined()
  }
}
