import Basics
import Language
import Notebooks
import Rendering

extension ReplLoop {
  /// `:save FILE`; without a name, the file that was saved last.
  func save(_ path: String?, replaces: Bool) throws(ReplError) -> Outcome {
    guard let path = path ?? savedPath else { throw .noFileToSave }
    do {
      let report = try SessionSave(record, origin: session.origin).write(to: path, replaces: replaces)
      savedPath = path
      output.warn("saved \(counted(report.cells, "cell")) in \(path); `vnb run \(path)` runs it")
      if let wrong = session.check(report.programs).first {
        output.warn(
          "warning: it will not run as it is: \(wrong.message); what it needs was in a statement that failed or was left out"
        )
      }
      for note in report.notes { output.warn("note: \(note)") }
      return .done
    } catch {
      output.report([error.diagnostic()])
      return .failed
    }
  }

  /// `:undo`. What follows may go on from `_`, which is therefore what it is in the saved notebook. What a statement did to a store was committed by it: nothing can take that back here.
  func undo() throws(ReplError) {
    guard let last = record.undo() else { throw .nothingToUndo }
    session.undoLastValue()
    output.warn("left out of what `:save` writes: \(Self.headline(last.program))")
    output.warn(
      "what it did stays: variables keep their values, and rows, files and versions that it stored are still there; `_` is what it was before"
    )
  }

  /// `:edit`: the statement that was entered last, or the `number`-th of this session, first in the editor, then run.
  func edit(_ number: Int?) throws(ReplError) -> Outcome {
    guard !entered.isEmpty else { throw .nothingToEdit }
    let place = number ?? entered.count
    guard entered.indices.contains(place - 1) else { throw .noSuchStatement(place, count: entered.count) }
    let text = try StatementEditor.edit(entered[place - 1]).trimmed
    guard !text.isEmpty else {
      output.warn("the text is empty: nothing was run")
      return .done
    }
    output.warn(text)
    return takeEdited(text)
  }

  /// The first line, cut to fit into a sentence.
  private static func headline(_ program: String) -> String {
    let first = program.trimmed.split(separator: "\n").first.map(String.init) ?? ""
    let isCut = first.count > 60 || program.trimmed.contains("\n")
    return "`\(PasswordMask.masked(String(first.prefix(60))))\(isCut ? " …" : "")`"
  }
}
