import Language
import Notebooks

/// The notebook format: parsing, rewriting cells, filling in outputs.
let notebookTarget = FuzzTarget(
  name: "notebook", seeds: notebookSeeds, words: notebookWords + Mutator.words, feed: feedNotebook)

private func feedNotebook(_ bytes: [UInt8]) throws -> Bool {
  let notebook: Notebook
  do {
    notebook = try Notebook(parsing: bytes, name: "fuzz.vnb")
  } catch {
    let source = SourceText(name: "fuzz.vnb", text: String(decoding: bytes, as: UTF8.self))
    let diagnostics = error.diagnostics(in: source)
    guard !diagnostics.isEmpty else { throw BrokenPromise(description: "refused without a reason") }
    for diagnostic in diagnostics { try holdPlaces(diagnostic, source) }
    return false
  }
  try holdTiles(notebook)
  try holdRewriting(notebook)
  try holdFilling(notebook)
  return true
}

/// The blocks put together are the file, and the cells' programs stand where they say.
private func holdTiles(_ notebook: Notebook) throws {
  var at = 0
  for block in notebook.blocks {
    guard block.range.lowerBound == at else {
      throw BrokenPromise(description: "a gap between blocks at byte \(at)")
    }
    at = block.range.upperBound
  }
  guard at == notebook.bytes.count else { throw BrokenPromise(description: "the blocks end at byte \(at)") }
  for cell in notebook.cells {
    guard cell.sourceRange.upperBound <= notebook.bytes.count else {
      throw BrokenPromise(description: "a cell outside the file")
    }
    _ = parse(cell.source).diagnostics
  }
}

/// Rewriting nothing keeps every byte; formatting the cells once more changes nothing.
private func holdRewriting(_ notebook: Notebook) throws {
  let same = notebook.formatted { String(decoding: $0.utf8, as: UTF8.self) }
  guard same == notebook.bytes else { throw BrokenPromise(description: "rewriting nothing changes the file") }
  let once = notebook.formatted(formatOrKeep)
  let again = try reparsed(once, of: notebook, "formatting")
  guard again.formatted(formatOrKeep) == once else {
    throw BrokenPromise(description: "formatting is not stable:\n\(String(decoding: once, as: UTF8.self))")
  }
}

private func formatOrKeep(_ source: SourceText) -> String {
  (try? format(source)) ?? String(decoding: source.utf8, as: UTF8.self)
}

/// A copy with outputs is a notebook with the same cells, holding just those outputs.
private func holdFilling(_ notebook: Notebook) throws {
  guard notebook.filled(with: [:]) == notebook.bytes else {
    throw BrokenPromise(description: "filling in nothing changes the file")
  }
  var results: [Int: NotebookRun.CellResult] = [:]
  for cell in notebook.cells where cell.index % 3 != 2 {
    // A program's own text is a good output: it has fences and marks of every kind in it. A carriage return before a
    // line end cannot be told from the end itself.
    let text = String(decoding: cell.source.utf8.filter { $0 != 0x0D }, as: UTF8.self)
    results[cell.index] = NotebookRun.CellResult(out: text, err: cell.index % 2 == 0 ? "```\n~~~\n" : nil)
  }
  let filled = try reparsed(notebook.filled(with: results), of: notebook, "filling in outputs")
  for (index, result) in results {
    let cell = filled.cells[index]
    let text = cell.out?.text ?? ""
    guard text == result.out, (cell.err?.text ?? "") == result.err ?? "" else {
      throw BrokenPromise(description: "the output of cell \(index) reads back as\n\(text)")
    }
    guard cell.out?.hash ?? cell.hash == cell.hash else {
      throw BrokenPromise(description: "an output with a stale hash")
    }
  }
  guard filled.filled(with: results) == filled.bytes else {
    throw BrokenPromise(description: "filling in the same outputs again changes the file")
  }
}

private func reparsed(_ bytes: [UInt8], of notebook: Notebook, _ what: String) throws -> Notebook {
  do {
    let again = try Notebook(parsing: bytes, name: "fuzz.vnb")
    guard again.cells.count == notebook.cells.count, again.frontMatter == notebook.frontMatter else {
      throw BrokenPromise(description: "\(what) changes the cells")
    }
    return again
  } catch let problems as NotebookProblems {
    let words = problems.problems.map { "\($0.line ?? 0): \($0.error)" }.joined(separator: "\n")
    throw BrokenPromise(
      description: "\(what) breaks the file: \(words)\n\(String(decoding: bytes, as: UTF8.self))")
  }
}
