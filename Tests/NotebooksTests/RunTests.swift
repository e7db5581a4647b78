import Glibc
import Language
import Rendering
import Support
import Synchronization
import Testing

@testable import Notebooks

/// Understands `print TEXT`, `fail`, `sleep`, `bad` (refused by the check) and, in `params`, anything.
final class FakeRunner: CellRunner {
  let output: NotebookOutput
  private let stopped = Mutex(false)
  let settings = Mutex<[ParameterSetting]>([])

  init(_ output: NotebookOutput) { self.output = output }

  func check(_ cells: [SourceText]) -> [Diagnostic] {
    cells.filter { $0.program.contains("bad") }.map {
      Diagnostic("V0101", "bad", at: $0.span(ofLine: $0.firstLine))
    }
  }
  func setParameters(_ given: [ParameterSetting], in params: SourceText?) throws {
    guard given.isEmpty || params != nil else { throw Diagnostic("V0201", "no parameters") }
    settings.withLock { $0 = given }
  }
  func run(_ cell: SourceText) throws {
    for line in cell.program.split(separator: "\n") {
      if line == "fail" { throw Diagnostic("V0207", "it failed") }
      if line.hasPrefix("print ") { try output.print(String(line.dropFirst(6))) }
      if line == "sleep" { try sleep() }
    }
  }
  private func sleep() throws {
    for _ in 0..<2_000 {
      if stopped.withLock({ $0 }) { throw Interrupted() }
      usleep(5_000)
    }
  }
  func interrupt() { stopped.withLock { $0 = true } }
}

final class Lines: Sendable {
  private let held = Mutex("")
  var text: String { held.withLock { $0 } }
  func add(_ more: String) { held.withLock { $0 += more } }
}

@Suite struct RunTests {
  struct Done {
    let report: NotebookRun.Report
    let stdout: String
    let announced: String
    let copy: String
  }

  func run(_ text: String, _ parameters: [ParameterSetting] = []) throws -> Done {
    let notebook = try parse(text)
    let (stdout, announced) = (Lines(), Lines())
    let output = NotebookOutput(
      options: notebook.recordedForm, recordedOptions: notebook.recordedForm, results: { stdout.add($0) },
      narration: { _ in })
    var run = NotebookRun(notebook, runner: FakeRunner(output), output: output)
    run.parameters = parameters
    run.announce = { announced.add($0 + "\n") }
    let report = try run.execute()
    return Done(
      report: report, stdout: stdout.text, announced: announced.text,
      copy: String(decoding: notebook.filled(with: report.results), as: UTF8.self))
  }

  @Test func runsTopToBottomAndFillsTheCopy() throws {
    let done = try run(
      "# T\n```vnb name=a\nprint one\n```\nprose\n```vnb\nprint ```\n```\n```out 00000000\nold\n```\nend")
    #expect(done.stdout == "one\n```\n")
    #expect(done.announced == "-- 1/2 a\n-- 2/2 cell 2\n")
    #expect(
      done.copy
        == "# T\n```vnb name=a\nprint one\n```\n```out 541e0bf2\none\n```\nprose\n```vnb\nprint ```\n```\n````out 3fa57c33\n```\n````\nend"
        .replacingHashes(of: done.copy))
    // The copy of the copy is the copy.
    #expect(try run(done.copy).copy == done.copy)
  }

  @Test func stopsAtTheFirstFailingCell() throws {
    let done = try run(
      "```vnb\nprint one\n```\n```vnb\nprint two\nfail\n```\n```vnb\nprint three\n```\n```out\nkept\n```")
    guard case .failed(cell: 1, let why) = done.report.ending else { return #expect(Bool(false)) }
    #expect(why.code == "V0207" && done.stdout == "one\ntwo\n" && done.report.ran == 2)
    #expect(done.copy.contains("two\n```\n```err ") && done.copy.contains("kept"))
  }

  @Test func checksEverythingBeforeAnythingRuns() throws {
    let done = try run("```vnb\nprint one\n```\n\n```vnb\nbad\n```")
    guard case .refused(let wrong) = done.report.ending else { return #expect(Bool(false)) }
    #expect(wrong.count == 1 && done.stdout.isEmpty && done.report.ran == 0)
    #expect(wrong.first?.labels.first?.span.source.firstLine == 6)
  }

  @Test func expectedErrorsAreResults() throws {
    let done = try run("```vnb expect=error\nfail\n```\n```vnb\nprint on\n```")
    guard case .finished = done.report.ending else { return #expect(Bool(false)) }
    #expect(done.stdout == "error[V0207]: it failed\non\n")
    #expect(done.copy.contains("err ") && done.copy.contains("error[V0207]: it failed\n```"))
    let none = try run("```vnb expect=error\nprint fine\n```")
    guard case .failed(cell: 0, let why) = none.report.ending else { return #expect(Bool(false)) }
    #expect(why.code == "V0740" && why.labels.first?.span.start == 0)
  }

  @Test func skippedCellsAreNeitherCheckedNorRun() throws {
    let done = try run("```vnb skip\nbad\nprint no\n```\n```out\nkept\n```")
    #expect(done.stdout.isEmpty && done.report.skipped == 1 && done.copy.contains("kept"))
  }

  @Test func outputThatIsGoneLeavesTheCopy() throws {
    let done = try run("```vnb\nlet x = 1\n```\n\n```out 12345678\nold\n```\nend\n")
    #expect(done.copy == "```vnb\nlet x = 1\n```\n\nend\n")
  }

  @Test func timeoutStopsTheCell() throws {
    let done = try run("---\ntimeout: 1h\n---\n```vnb name=long timeout=0.05 expect=error\nsleep\n```")
    guard case .failed(cell: 0, let why) = done.report.ending else { return #expect(Bool(false)) }
    #expect(why.code == "V0741" && why.message.contains("long"))
  }

  @Test func parametersNeedAParamsCell() throws {
    let done = try run("```vnb\nprint x\n```", [ParameterSetting(name: "k", text: "12")])
    guard case .badParameter = done.report.ending else { return #expect(Bool(false)) }
    let fine = try run("```vnb params\nparam k: int = 1\n```", [ParameterSetting(name: "k", text: "12")])
    guard case .finished = fine.report.ending else { return #expect(Bool(false)) }
  }

  @Test func windowsLineEndsStay() throws {
    let done = try run("```vnb\r\nprint a\r\n```\r\n")
    #expect(done.copy.hasPrefix("```vnb\r\nprint a\r\n```\r\n```out "))
    #expect(done.copy.hasSuffix("\r\na\r\n```\r\n"))
  }
}

extension String {
  /// This text with each hash (8 hex digits after a fence's kind) replaced by that of `other`, in order.
  func replacingHashes(of other: String) -> String {
    let pattern = /(out|err) ([0-9a-f]{8})/
    var hashes = other.matches(of: pattern).map { String($0.output.2) }[...]
    return replacing(pattern) { "\($0.output.1) \(hashes.popFirst() ?? String($0.output.2))" }
  }
}
