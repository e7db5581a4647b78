import Basics

/// The words for each cause: one place, so that tone and terms stay the same.
extension StoreError {
  /// `V03` and two digits, stable between versions.
  public var code: String { wording.code }
  /// What happened, in one sentence.
  public var message: String { wording.message }
  /// Facts: what stayed unchanged, what was found.
  public var notes: [String] { wording.notes }
  /// What to try next.
  public var help: String? { wording.help }

  struct Wording {
    var code: String
    var message: String
    var notes: [String] = []
    var help: String?
  }

  private var wording: Wording {
    fileWording ?? serverWording ?? statementWording ?? valueWording ?? relationWording
      ?? Wording(code: "V0300", message: "the store failed")
  }
}

let unchangedData = "stored data is as it was before the statement"

extension StoreError {
  private var fileWording: Wording? {
    switch self {
    case .interrupted:
      return Wording(
        code: "V0301", message: "interrupted",
        notes: ["the interrupted statement changed nothing; batches committed before it stay"])
    case .unsupported(let what):
      return Wording(code: "V0302", message: "this store does not support \(what)")
    case .cannotOpen(let path, let cause):
      return openWording(path, cause)
    case .fileExists(let path):
      return Wording(
        code: "V0304", message: "`\(path)` exists already", notes: ["the file was not touched"],
        help: "give another name, or remove the file first")
    case .closed(let store):
      return Wording(code: "V0305", message: "the store `\(store)` is closed", help: "open it again")
    case .locked(let store, let seconds):
      return Wording(
        code: "V0306",
        message: "`\(store)` is being written by another program; waited \(shortSeconds(seconds)) for it",
        notes: [unchangedData], help: "let the other program finish, then run this again")
    case .readOnly(let store):
      return Wording(
        code: "V0307", message: "`\(store)` can only be read", notes: [unchangedData],
        help: "check the permissions of the file and of its folder, or copy the file to a folder of your own")
    case .diskFull(let store):
      return Wording(
        code: "V0308", message: "no space left on the disk that holds `\(store)`",
        notes: ["the running transaction was rolled back; batches committed before it stay"],
        help: "free some space, then run this again: it finishes what is left")
    default: return damageWording
    }
  }

  private var damageWording: Wording? {
    switch self {
    case .corrupt(let store, let detail):
      return Wording(
        code: "V0309", message: "`\(store)` is damaged: \(detail)",
        notes: ["nothing was written"],
        help: "restore a copy, or save what is readable with `sqlite3 FILE .recover`")
    case .inputOutput(let store, let detail):
      return Wording(
        code: "V0310", message: "reading or writing `\(store)` failed: \(detail)",
        notes: ["the running transaction was rolled back; batches committed before it stay"],
        help: "check the disk, then run this again")
    case .outOfMemory(let store):
      return Wording(
        code: "V0311", message: "not enough memory for this statement on `\(store)`", notes: [unchangedData])
    default: return nil
    }
  }

  private func openWording(_ path: String, _ cause: OpenFailure) -> Wording {
    let untouched = ["no file was made or changed"]
    func wording(_ message: String, _ help: String?) -> Wording {
      Wording(code: "V0303", message: message, notes: untouched, help: help)
    }
    switch cause {
    case .isFolder: return wording("`\(path)` is a folder, not a database file", "name a file in it")
    case .noFolder:
      return wording("there is no folder for `\(path)`", "make the folder first, or check the path")
    case .noPermission:
      return wording(
        "no permission to open `\(path)`", "check the owner and the permissions of the file and its folder")
    case .notADatabase:
      return wording(
        "`\(path)` is not a SQLite database", "to read its rows, use `load \"…\", into: \"table\"`")
    case .missing: return wording("there is no file `\(path)`", "check the path")
    case .emptyPath: return wording("the path of a database file cannot be empty", nil)
    case .noTemporaryFolder:
      return wording("no folder for temporary files can be written", "set TMPDIR to a writable folder")
    case .other(let detail): return wording("cannot open `\(path)`: \(detail)", nil)
    }
  }
}

/// `5 s`, `0.2 s`.
func shortSeconds(_ seconds: Double) -> String {
  seconds == seconds.rounded() ? "\(Int(exactly: seconds) ?? 0) s" : "\((seconds * 10).rounded() / 10) s"
}

/// A help line for names of tables, columns, functions and parameters; nil when none is near.
func suggestion(_ name: String, _ known: [String]) -> String? {
  didYouMean(name, in: known).map { "did you mean `\($0)`?" }
}
