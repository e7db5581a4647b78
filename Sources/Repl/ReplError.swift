import Language
import Rendering

/// Why a command of the prompt could not be carried out.
public enum ReplError: CodedError, Sendable, Equatable {
  case unknownCommand(String, nearest: String?)
  case unknownFormat(String, nearest: String?)
  case unexpectedArgument(command: String)
  case noLastValue
  case unknownName(String, nearest: String?)
  case noSource(String)
  case emptySearch
  /// `:save` without a name before one was given.
  case noFileToSave
  case nothingToUndo
  case nothingToEdit
  case noSuchStatement(Int, count: Int)
  case noStatementNumber(String)
  case noEditor
  case editorFailed(String)
  /// Writing to standard output or error failed with this error number of the system.
  case cannotWrite(errno: Int32)
}
