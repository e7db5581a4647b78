import Language

/// One run of a notebook, top to bottom, in a session of its own.
public struct NotebookRun {
  public let notebook: Notebook
  public let runner: any CellRunner
  public let output: NotebookOutput
  /// `name=value` of the command line.
  public var parameters: [ParameterSetting] = []
  /// The cell after which the run ends; nil for the last.
  public var lastCell: Int?
  /// Takes `-- 2/7 load` before each cell; nil for silence.
  public var announce: ((String) -> Void)?
  /// Called after each cell that ran, however it ended.
  public var didRun: ((Notebook.Cell) -> Void)?

  public init(_ notebook: Notebook, runner: any CellRunner, output: NotebookOutput) {
    self.notebook = notebook
    self.runner = runner
    self.output = output
  }

  /// How a run ended, and what each cell printed.
  public struct Report: Sendable {
    /// How a run came to its end.
    public enum Ending: Sendable {
      case finished
      /// Nothing ran: the cells did not pass the check.
      case refused([Diagnostic])
      /// Nothing ran: a parameter's name or value is wrong.
      case badParameter(Diagnostic)
      case failed(cell: Int, Diagnostic)
      case interrupted(cell: Int, String)
    }
    public var ending = Ending.finished
    public var ran = 0
    public var skipped = 0
    /// By cell; a cell that did not run is absent.
    public var results: [Int: CellResult] = [:]
    /// What cells showed, where the output has a keeper.
    public var shown: [Int: [Shown]] = [:]
    /// The errors that cells were meant to end in.
    public var expected: [Int: Diagnostic] = [:]
  }

  /// What one cell left behind.
  public struct CellResult: Sendable, Equatable {
    /// What it showed and printed.
    public var out = ""
    /// The headline of the error it ended in.
    public var err: String?
    public init(out: String = "", err: String? = nil) {
      self.out = out
      self.err = err
    }
  }

  /// Checks everything, then runs cell by cell and stops at the first that fails.
  ///
  /// - Throws: only what writing to standard output throws.
  public func execute() throws -> Report {
    var report = Report()
    let wrong = runner.check(
      notebook.cells.filter { !$0.attributes.isSkipped && !$0.attributes.expectsError }.map(\.source))
    guard wrong.isEmpty else {
      report.ending = .refused(wrong)
      return report
    }
    do {
      try runner.setParameters(parameters, in: notebook.cells.first { $0.attributes.isParams }?.source)
    } catch let error as Diagnostic {
      report.ending = .badParameter(error)
      return report
    }
    for cell in notebook.cells where cell.index <= lastCell ?? .max {
      if cell.attributes.isSkipped {
        report.skipped += 1
        continue
      }
      announce?("-- \(cell.index + 1)/\(notebook.cells.count) \(cell.title)")
      report.ran += 1
      defer { didRun?(cell) }
      if let ending = try run(cell, into: &report) {
        report.ending = ending
        break
      }
    }
    return report
  }

  /// Runs one cell; returns how the run ends if it ends here.
  private func run(_ cell: Notebook.Cell, into report: inout Report) throws -> Report.Ending? {
    let caught = try attempt(cell)
    let recorded = output.takeRecorded()
    let kept = output.keeper?.take()
    report.shown[cell.index] = kept?.shown
    var result = CellResult(out: recorded.text)
    defer { report.results[cell.index] = result }
    if let caught { result.err = NotebookOutput.headline(caught.diagnostic) + "\n" }
    switch caught {
    case let caught? where caught.isInterrupt:
      return .interrupted(cell: cell.index, caught.diagnostic.message)
    case let caught? where !cell.attributes.expectsError || caught.isFinal:
      return .failed(cell: cell.index, caught.diagnostic)
    case let caught?:
      report.expected[cell.index] = caught.diagnostic
      try output.showExpected(caught.diagnostic)
    case nil where cell.attributes.expectsError:
      return .failed(cell: cell.index, problem(.expectedError(cell: cell.title), cell))
    case nil: break
    }
    guard recorded.isWhole, kept?.isWhole != false else {
      return .failed(cell: cell.index, problem(.outputTooLong(cell: cell.title), cell))
    }
    return nil
  }

  private struct Caught {
    let diagnostic: Diagnostic
    var isInterrupt = false
    /// Not an error that `expect=error` may ask for.
    var isFinal = false
  }

  private func attempt(_ cell: Notebook.Cell) throws -> Caught? {
    let seconds = cell.attributes.timeout ?? notebook.frontMatter.timeout
    let alarm = seconds.map { Alarm(seconds: $0) { [runner] in runner.interrupt() } }
    var caught: Caught?
    do {
      defer { alarm?.cancel() }
      try runner.run(cell.source)
    } catch let error as Diagnostic {
      caught = Caught(diagnostic: error)
    } catch let stop as Interrupted {
      caught = Caught(diagnostic: problem(.interrupted(message: stop.message), cell), isInterrupt: true)
    }
    if let failure = output.failure { throw failure }
    // A cell that came to its end while the alarm rang counts as stopped too: the interrupt is on its way.
    if let seconds, alarm?.hasRung == true {
      caught = Caught(diagnostic: problem(.timedOut(cell: cell.title, seconds: seconds), cell), isFinal: true)
    }
    return caught
  }

  private func problem(_ error: NotebookError, _ cell: Notebook.Cell) -> Diagnostic {
    error.diagnostic(at: notebook.source.span(ofLine: cell.fenceLine))
  }
}
