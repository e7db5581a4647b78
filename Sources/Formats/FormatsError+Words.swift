import Glibc

extension FormatsError {
  /// V0401 to V0419.
  public var code: String {
    switch self {
    case .cannotOpen: "V0401"
    case .isFolder: "V0402"
    case .noMatch: "V0403"
    case .readFailed: "V0404"
    case .wrongKind: "V0405"
    case .damaged: "V0406"
    case .lineTooLong: "V0407"
    case .notJSONLines: "V0408"
    case .badHeader: "V0409"
    case .unclosedQuote: "V0410"
    case .notAFile: "V0411"
    }
  }

  public var message: String {
    switch self {
    case .cannotOpen(let path, let errno): "cannot open `\(path)`: \(Self.words(errno))"
    case .isFolder(let path): "`\(path)` is a folder"
    case .notAFile(let path, let kind): "`\(path)` is \(kind), not a regular file"
    case .noMatch(let pattern): "no file matches `\(pattern)`"
    case .readFailed(let path, let errno, let byte):
      "reading `\(path)` failed at byte \(byte): \(Self.words(errno))"
    case .wrongKind(let path, let kind): "`\(path)` is \(kind)"
    case .damaged(let path, let line, let byte, let what):
      "`\(path)` \(what.words) at byte \(byte) of the file, in line \(line) of its text"
    case .lineTooLong(let path, let line, let limit):
      "\(path):\(line): the line is longer than \(limit) bytes"
    case .notJSONLines(let path, let line, let found):
      "\(path):\(line): JSON Lines is expected, this is \(found.words)"
    case .badHeader(let path, let reason): "\(path):1: the header line \(reason)"
    case .unclosedQuote(let path, let line):
      "\(path):\(line): the quote opened in this line is never closed"
    }
  }

  public var notes: [String] { [] }

  public var help: String? {
    switch self {
    case .cannotOpen(_, let errno) where errno == ENOENT: "check the name; `*` and `?` match many files"
    case .cannotOpen: nil
    case .isFolder(let path):
      "name its files with a pattern: \"\(path.hasSuffix("/") ? path : path + "/")*.gz\""
    case .notAFile: "save its text as a file first, or pipe it in: PROGRAM | vnb load /dev/stdin"
    case .noMatch:
      "patterns know `*`, `?` and `[a-z]`, and are relative to the notebook or the working folder"
    case .readFailed: nil
    case .wrongKind: "give gzip or plain UTF-8 text: JSON Lines, CSV or TSV"
    case .damaged(_, _, _, .trailing):
      "the records before it are whole; cut the file there, or fetch it again"
    case .damaged: "fetch the file again and repeat the load: records already stored are skipped by their key"
    case .lineTooLong: "is it one record a line? Files of one huge line are not JSON Lines"
    case .notJSONLines(_, _, .array): "write one object a line: jq -c '.[]' FILE"
    case .notJSONLines(_, _, .indentedObject): "write one object a line: jq -c . FILE"
    case .badHeader: "the first line names the columns, each name once"
    case .unclosedQuote: "a quote inside a quoted field is written twice"
    }
  }

  private static func words(_ errno: Int32) -> String {
    switch errno {
    case ENOENT: "there is no such file"
    case EACCES: "permission denied"
    default: String(cString: strerror(errno))
    }
  }
}

extension FormatsError.Damage {
  fileprivate var words: String {
    switch self {
    case .truncated: "is cut short: the gzip stream ends early,"
    case .checksum: "is damaged: the gzip checksum does not match"
    case .corrupt: "is damaged: the gzip stream is not valid"
    case .trailing: "has bytes after the gzip stream that are not gzip,"
    }
  }
}

extension FormatsError.Found {
  fileprivate var words: String {
    switch self {
    case .array: "a JSON array"
    case .indentedObject: "an object spread over several lines"
    }
  }
}
