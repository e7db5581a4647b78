import Basics
import Glibc
import Language
import Rendering

extension ReplError {
  /// V0850 to V0879.
  public var code: String {
    switch self {
    case .cannotWrite: "V0858"
    case .unknownCommand: "V0850"
    case .unknownFormat: "V0852"
    case .unexpectedArgument: "V0853"
    case .noLastValue: "V0854"
    case .unknownName: "V0855"
    case .noSource: "V0856"
    case .emptySearch: "V0857"
    case .noFileToSave: "V0870"
    case .nothingToUndo: "V0871"
    case .nothingToEdit: "V0872"
    case .noSuchStatement: "V0873"
    case .noStatementNumber: "V0874"
    case .noEditor: "V0875"
    case .editorFailed: "V0876"
    }
  }

  public var message: String {
    switch self {
    case .unknownCommand(let name, _): "there is no command `:\(name)`"
    case .unknownFormat(let name, _): "there is no format `\(name)`"
    case .unexpectedArgument(let command): "`:\(command)` takes no argument"
    case .noLastValue: "no value has been shown yet"
    case .unknownName(let name, _): "there is no verb, function or variable `\(name)`"
    case .noSource(let name): "`\(name)` is built in and has no source in the language"
    case .cannotWrite(let errno): "cannot write the output: \(String(cString: strerror(errno)))"
    case .emptySearch: "there is nothing to search for"
    case .noFileToSave: "`:save` needs the name of a notebook"
    case .nothingToUndo: "there is no statement to leave out: none has succeeded, or all are left out already"
    case .nothingToEdit: "no statement has been entered yet"
    case .noSuchStatement(let number, let count):
      "there is no statement \(number); this session has \(counted(count, "statement"))"
    case .noStatementNumber(let text): "`:edit` takes the number of a statement, from 1, got `\(text)`"
    case .noEditor: "no editor is known: neither VISUAL nor EDITOR is set"
    case .editorFailed(let reason): "the statement was not edited: \(reason)"
    }
  }

  public var notes: [String] {
    if case .editorFailed = self { ["nothing was run"] } else { [] }
  }

  public var help: String? {
    switch self {
    case .unknownCommand(_, let nearest):
      nearest.map { "did you mean `:\($0)`?" } ?? "`:help` lists the commands"
    case .unknownFormat(_, let nearest):
      (nearest.map { "did you mean `\($0)`? " } ?? "") + "formats: "
        + OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")
    case .unknownName(let name, let nearest):
      nearest.map { "did you mean `\($0)`?" } ?? "`?\"\(name)\"` searches names and descriptions"
    case .noSource(let name): "`?\(name)` shows its help"
    case .emptySearch: "for example `?\"nearest rows\"`"
    case .noFileToSave: "for example `:save demo.vnb`"
    case .noEditor: "for example, in the shell: `export EDITOR=nano`"
    case .nothingToUndo, .nothingToEdit, .noSuchStatement, .noStatementNumber, .editorFailed: nil
    case .unexpectedArgument, .noLastValue, .cannotWrite: nil
    }
  }

  /// As it is shown; commands are no part of the language and have no span.
  var diagnostic: Diagnostic { Diagnostic(self) }
}
