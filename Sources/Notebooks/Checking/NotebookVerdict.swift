import Language
import Verbs

/// What a check found in one notebook.
public struct NotebookVerdict: Sendable {
  /// What a check found in one cell.
  public struct Cell: Sendable {
    /// How a cell fared.
    public enum Outcome: String, Sendable { case ok, differs, stale, failed, skipped, unchecked }
    public let title: String
    /// The line of its opening fence.
    public let line: Int
    public let mode: CheckMode
    public let outcome: Outcome
    /// Why, in one sentence; empty when there is nothing to say.
    public let reason: String
    /// A unified diff of what is recorded and what it gave now; often empty.
    public let diff: String
  }
  /// The worst that was found, in rising order.
  public enum Outcome: Int, Sendable, Comparable {
    case ok, differs, locked, failed, unreadable, interrupted
    public static func < (one: Outcome, other: Outcome) -> Bool { one.rawValue < other.rawValue }
  }
  public let path: String
  public var cells: [Cell] = []
  /// What differs from the `lock` block, a sentence each.
  public var lockChanges: [String] = []
  /// What stopped it: unreadable, refused by the check, failed, interrupted.
  public var problems: [Diagnostic] = []
  public var outcome = Outcome.ok

  public init(path: String) { self.path = path }

  /// Keeps the worse of what was found before and this.
  public mutating func raise(_ worse: Outcome) { outcome = max(outcome, worse) }
}

extension NotebookVerdict {
  /// Compares what a run gave with what is recorded. `only` is the one cell that is looked at, if it is one.
  public init(_ notebook: Notebook, path: String, report: NotebookRun.Report, only: Int? = nil) {
    self.init(path: path)
    var failing: (cell: Int, why: Diagnostic)?
    switch report.ending {
    case .finished: break
    case .refused(let wrong):
      problems = wrong
      raise(.failed)
    case .badParameter(let why):
      problems = [why]
      raise(.failed)
    case .failed(let cell, let why):
      failing = (cell, why)
      problems = [why]
      raise(.failed)
    case .interrupted(let cell, let message):
      problems = [NotebookError.interrupted(message: message).diagnostic()]
      failing = (cell, problems[0])
      raise(.interrupted)
    }
    for cell in notebook.cells where only == nil || cell.index == only || cell.index == failing?.cell {
      let verdict = Self.verdict(
        cell, notebook.checkMode(of: cell), report.results[cell.index],
        failure: failing.flatMap { $0.cell == cell.index ? $0.why : nil })
      cells.append(verdict)
      if verdict.outcome == .differs || verdict.outcome == .stale { raise(.differs) }
    }
  }

  private static func verdict(
    _ cell: Notebook.Cell, _ mode: CheckMode, _ result: NotebookRun.CellResult?, failure: Diagnostic?
  ) -> Cell {
    func made(_ outcome: Cell.Outcome, _ reason: String = "", _ diff: String = "") -> Cell {
      Cell(title: cell.title, line: cell.fenceLine, mode: mode, outcome: outcome, reason: reason, diff: diff)
    }
    if let failure { return made(.failed, "failed: \(NotebookOutput.headline(failure))") }
    if cell.attributes.isSkipped { return made(.skipped, "skipped") }
    guard let result else { return made(.unchecked, "did not run") }
    let judged = CellJudgement(cell, result, mode: mode)
    let stale = "stale: the cell has changed since its output was recorded"
    if judged.differs {
      return made(.differs, Self.difference(judged) + (judged.isStale ? "; \(stale)" : ""), judged.diff)
    }
    return judged.isStale ? made(.stale, stale) : made(.ok)
  }

  private static func difference(_ judged: CellJudgement) -> String {
    if judged.cell.out == nil, judged.cell.err == nil { return "it has no recorded output" }
    return judged.mode == .shape ? "the shape of its output differs" : "its output differs"
  }
}
