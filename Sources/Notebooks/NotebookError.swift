import Language

/// What can be wrong with a notebook or its run. The words are in `NotebookError+Words.swift`.
public enum NotebookError: CodedError, Sendable, Equatable {
  // The file.
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  case tooLarge(path: String, bytes: Int)
  /// A new file has the name of another.
  case fileExists(String)
  case noNotebookName(String)
  case lineTooLong
  case nulByte
  case invalidUTF8
  case tooManyCells
  // The front matter.
  case unclosedFrontMatter
  case malformedFrontMatter(String)
  case unknownKey(String, nearest: String?)
  case repeatedKey(String)
  case badSetting(key: String, value: String, wanted: String)
  case newerFormat(String)
  // Fences and cells.
  case unclosedFence(String)
  case indentedFence(String)
  case unknownAttribute(String, nearest: String?)
  case repeatedAttribute(String)
  case badAttribute(key: String, value: String, wanted: String)
  case repeatedName(String, firstLine: Int)
  case paramsNotFirst
  case paramsWith(String)
  case outputWithoutCell(String)
  case repeatedOutput(String)
  case badHash(String)
  case repeatedLock
  case afterLock(String)
  case malformedLock(String)
  // A session.
  case nothingToSave
  // A run.
  case expectedError(cell: String)
  case interrupted(message: String)
  case timedOut(cell: String, seconds: Double)
  case outputTooLong(cell: String)
  case copyIsNotebook(String)
  // Checking and updating.
  case noNotebooks(folder: String)
  case noCell(String, nearest: String?)
  case noLock(path: String)
  case inputsChanged(path: String, [String])
  case changedMeanwhile(path: String)
  case otherUpdate(path: String)
  case unrecordable(path: String, why: String)
  case hiddenLock(path: String)
  // An export.
  case exportIsNotebook(String)
  case noMarkdownLibrary(detail: String)
  case exportTooLong
  /// A picture of the prose that a page cannot take in.
  case pictureLeftOut(String, why: String)
  /// A paragraph that the Markdown library would take minutes for.
  case tangledProse(images: Int, brackets: Int)
}

/// Everything wrong with one file, in order of place.
public struct NotebookProblems: Error, Sendable {
  /// One thing wrong, and where.
  public struct Problem: Sendable {
    public let error: NotebookError
    /// Line of the file, from 1; nil when the whole file is meant.
    public let line: Int?
  }
  public let fileName: String
  public let problems: [Problem]
}
