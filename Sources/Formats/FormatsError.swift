/// Why a file could not be read. The words are in FormatsError+Words.swift. Lines count from 1, bytes from 0.
public enum FormatsError: Error, Sendable, Equatable {
  case cannotOpen(path: String, errno: Int32)
  case isFolder(path: String)
  case noMatch(pattern: String)
  case readFailed(path: String, errno: Int32, byte: Int)
  /// Not a format read here: a zip file, UTF-16 text.
  case wrongKind(path: String, kind: String)
  /// The gzip stream is cut short or broken: `line` is the first line that could not be read whole, `byte` the place in
  /// the compressed file.
  case damaged(path: String, line: Int, byte: Int, what: Damage)
  case lineTooLong(path: String, line: Int, limit: Int)
  /// A top-level array or an indented object where JSON Lines is expected.
  case notJSONLines(path: String, line: Int, found: Found)
  case badHeader(path: String, reason: String)
  case unclosedQuote(path: String, line: Int)

  /// What is wrong with a compressed file.
  public enum Damage: Sendable, Equatable {
    case truncated, checksum, corrupt, trailing
  }
  /// What a file that should be JSON Lines begins with.
  public enum Found: Sendable, Equatable {
    case array, indentedObject
  }
}

/// One line that is no record, and why. Reading goes on with the next line.
struct BadLine: Error {
  let reason: String
  /// The line ended inside a value: it may be a piece of an indented document.
  var isIncomplete = false
}

/// What a byte source met; the reader adds the line.
enum SourceFault: Error {
  case read(errno: Int32, byte: Int)
  case damaged(FormatsError.Damage, byte: Int)
}
