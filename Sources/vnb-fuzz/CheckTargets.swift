import Language
import Notebooks

/// `vnb check`: runs, compares, reports in every form.
let checkTarget = FuzzTarget(
  name: "check", seeds: notebookSeeds + runnableSeeds, words: notebookWords + proseWords + Mutator.words,
  feed: feedCheck)

/// `vnb update`: prose and cells stay byte for byte, and a second update changes nothing.
let updateTarget = FuzzTarget(
  name: "update", seeds: notebookSeeds + runnableSeeds, words: notebookWords + proseWords + Mutator.words,
  feed: feedUpdate)

private func feedCheck(_ bytes: [UInt8]) throws -> Bool {
  guard let notebook = FuzzTrial.notebook(bytes) else { return false }
  let trial = try FuzzTrial(notebook)
  let verdict = NotebookVerdict(notebook, path: "fuzz.vnb", report: trial.report)
  let report = CheckReport([verdict])
  _ = verdict.text(color: true, forTerminal: true)
  guard try JSONJudge(report.json()).keys == ["outcome", "notebooks"] else {
    throw BrokenPromise(description: "the report is not JSON:\n\(try report.json())")
  }
  var judge = MarkupJudge(report.junit(), isXML: true)
  try judge.judge()
  guard notebook.bytes == bytes else { throw BrokenPromise(description: "checking changes the notebook") }
  return true
}

private func feedUpdate(_ bytes: [UInt8]) throws -> Bool {
  guard let notebook = FuzzTrial.notebook(bytes) else { return false }
  let trial = try FuzzTrial(notebook)
  if case .finished = trial.report.ending {
    try holdUpdate(notebook, trial.report, trial.lock)
  }
  // Outputs of any text: pieces of the file itself hold fences, wildcards and numbers.
  var results: [Int: NotebookRun.CellResult] = [:]
  for cell in notebook.cells where cell.index % 4 != 3 {
    let from = bytes.count * (cell.index % 7) / 7
    let piece = bytes[from...].prefix(400).filter { $0 != 0x0D && $0 != 0 }
    let text = String(decoding: piece, as: UTF8.self) + "\n"
    results[cell.index] = NotebookRun.CellResult(
      out: cell.index % 2 == 0 ? text : "", err: cell.index % 3 == 1 ? "error[V0001]: x\n" : nil)
  }
  var report = trial.report
  (report.ending, report.results) = (.finished, results)
  try holdUpdate(notebook, report, notebook.lock)
  return true
}

private func holdUpdate(_ notebook: Notebook, _ report: NotebookRun.Report, _ lock: Lock?) throws {
  let results = report.results
  let once = notebook.updated(with: results, lock: lock)
  let again: Notebook
  do {
    again = try Notebook(parsing: once, name: "fuzz.vnb")
  } catch {
    // What no notebook can hold is refused by the command.
    let isHeld = results.values.allSatisfy { result in
      !(result.out + (result.err ?? "")).utf8.contains(0) && result.out.utf8.count < NotebookLimits.lineBytes
    }
    guard !isHeld else {
      throw BrokenPromise(
        description: "updating breaks the file: \(error)\n\(String(decoding: once, as: UTF8.self))")
    }
    return
  }
  // So is a lock that a comment without end would hide.
  if again.lock == nil, lock != nil, !again.cells.isEmpty, once.firstRange(of: Array("<!--".utf8)) != nil {
    return
  }
  let (before, after) = (writtenByTheUser(notebook), writtenByTheUser(again))
  // A line end may be added where a block follows that was the last, and a blank line before a new lock.
  guard after.starts(with: before), after.dropFirst(before.count).allSatisfy({ $0 == 10 || $0 == 13 }) else {
    throw BrokenPromise(
      description: "updating changes prose or cells:\n\(String(decoding: once, as: UTF8.self))")
  }
  guard again.updated(with: results, lock: lock) == once else {
    throw BrokenPromise(
      description: "a second update changes the file again:\n\(String(decoding: once, as: UTF8.self))")
  }
  let verdict = NotebookVerdict(again, path: "fuzz.vnb", report: report)
  guard verdict.outcome == .ok else {
    throw BrokenPromise(
      description: "what was updated does not check out: \(verdict.text(color: false, forTerminal: false))")
  }
}

/// The bytes of front matter, prose and cells.
private func writtenByTheUser(_ notebook: Notebook) -> [UInt8] {
  notebook.blocks.flatMap { block -> ArraySlice<UInt8> in
    switch block.kind {
    case .frontMatter, .prose, .cell: notebook.bytes[block.range]
    case .output, .lock: []
    }
  }
}
