import Language

/// What an update would do with an `out` or `err` block of a cell.
enum BlockChange: Equatable {
  /// It agrees with what the cell gave, and is that cell's.
  case keep
  /// It agrees, but was recorded for another program.
  case rehash
  case rewrite
  case insert
  case remove
}

/// What a cell gave beside what is recorded of it.
struct CellJudgement {
  let cell: Notebook.Cell
  let mode: CheckMode
  let out: BlockChange
  let err: BlockChange
  let result: NotebookRun.CellResult

  init(_ cell: Notebook.Cell, _ result: NotebookRun.CellResult, mode: CheckMode) {
    self.cell = cell
    self.mode = mode
    self.result = result
    out = Self.change(cell.out, result.out, hash: cell.hash, mode)
    err = Self.change(cell.err, result.err ?? "", hash: cell.hash, mode)
  }

  /// Under `none` a text is as good as any other, but not one of another program.
  private static func change(
    _ recorded: Notebook.Recorded?, _ now: String, hash: String, _ mode: CheckMode
  ) -> BlockChange {
    guard let recorded else { return now.isEmpty ? .keep : .insert }
    let isStale = recorded.hash.map { $0 != hash } ?? false
    if mode == .none, !isStale { return .keep }
    if mode != .none, agrees(recorded.text, now, mode) { return isStale ? .rehash : .keep }
    return now.isEmpty ? .remove : .rewrite
  }

  /// True when `now` is what `recorded` says, as closely as `mode` asks.
  static func agrees(_ recorded: String, _ now: String, _ mode: CheckMode) -> Bool {
    switch mode {
    case .none: return true
    case .shape: return OutputShape(recorded).matches(OutputShape(now))
    case .exact, .numbers:
      return OutputPattern(recorded, numbers: mode == .numbers).matches(OutputLines.split(now))
    }
  }

  /// The text that an update records for a block: the new output, in which wildcards stay that still hold.
  func newText(_ kind: Notebook.OutputKind) -> String {
    let now = kind == .out ? result.out : result.err ?? ""
    guard mode == .numbers || mode == .exact, let recorded = kind == .out ? cell.out : cell.err else {
      return now
    }
    let old = OutputPattern(recorded.text, numbers: mode == .numbers)
    guard old.lines.contains(where: \.hasWildcard) else { return now }
    let lines = OutputLines.split(now)
    let merged = OutputDiff(old.aligned(with: lines).lines, lines).merged
    return Self.agrees(merged, now, mode) ? merged : now
  }

  var isStale: Bool { cell.isStale }

  /// True when what is recorded does not hold any more. Under `none` any text does, and only its cell's change counts.
  var differs: Bool {
    mode != .none && [out, err].contains { [.rewrite, .remove, .insert].contains($0) }
  }

  /// A unified diff of both blocks, without a head; empty when they agree.
  var diff: String {
    text(cell.out, result.out, out, .out) + text(cell.err, result.err ?? "", err, .err)
  }

  private func text(
    _ recorded: Notebook.Recorded?, _ now: String, _ change: BlockChange, _ kind: Notebook.OutputKind
  ) -> String {
    guard [.rewrite, .remove, .insert].contains(change), mode != .none else { return "" }
    let old = OutputPattern(recorded?.text ?? "", numbers: mode == .numbers)
    let lines = OutputLines.split(now)
    return OutputDiff(old.aligned(with: lines).lines, lines).text(
      firstLine: recorded?.firstLine ?? cell.lineBelow)
  }
}

extension Notebook.Cell {
  /// True when a recorded block was made by another program than the cell's.
  public var isStale: Bool { [out, err].contains { $0?.hash.map { $0 != hash } ?? false } }

  /// The line below the closing fence.
  var lineBelow: Int { fenceLine + 2 + source.utf8.count { $0 == UInt8(ascii: "\n") } }
}

extension Notebook {
  /// How outputs of this cell are compared: as its `check=` says, else the notebook's `check:`, else `numbers`.
  public func checkMode(of cell: Cell) -> CheckMode { cell.attributes.check ?? frontMatter.check ?? .numbers }
}
