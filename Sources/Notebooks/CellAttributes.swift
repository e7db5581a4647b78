import Basics
import Language

/// What the note of a `vnb` fence says after the kind: ```` ```vnb name=load check=shape ````.
public struct CellAttributes: Sendable, Equatable {
  public var name: String?
  public var check: CheckMode?
  /// The cell must end in an error, which is then its result.
  public var expectsError = false
  public var isSkipped = false
  /// Seconds after which it is stopped.
  public var timeout: Double?
  /// The one cell of `param` declarations.
  public var isParams = false

  public init() {}

  static let forms = [
    "params", "skip", "name=NAME", "check=\(CheckMode.allCases.map(\.rawValue).joined(separator: "|"))",
    "expect=error", "timeout=SECONDS",
  ]
  static let keys = ["params", "skip", "name", "check", "expect", "timeout"]
}

extension CellAttributes {
  init(_ words: [String]) throws(NotebookError) {
    var seen: Set<String> = []
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let key = parts.first ?? word
      let value = parts.count > 1 ? parts[1] : nil
      guard Self.keys.contains(key) else {
        throw .unknownAttribute(word, nearest: didYouMean(key, in: Self.keys))
      }
      guard seen.insert(key).inserted else { throw .repeatedAttribute(key) }
      try set(key, value)
    }
    if isParams, let odd = ["skip", "expect"].first(where: seen.contains) { throw .paramsWith(odd) }
  }

  private mutating func set(_ key: String, _ value: String?) throws(NotebookError) {
    func wanted(_ what: String) -> NotebookError { .badAttribute(key: key, value: value ?? "", wanted: what) }
    switch (key, value) {
    case ("params", nil): isParams = true
    case ("skip", nil): isSkipped = true
    case ("params", _), ("skip", _): throw wanted("written without a value")
    case ("name", let name):
      guard let name, Self.isName(name) else { throw wanted("letters, digits, `-` and `_`") }
      self.name = name
    case ("expect", let what):
      guard what == "error" else { throw wanted("`error`") }
      expectsError = true
    case ("timeout", let text):
      guard let text, let seconds = parseSeconds(text) else { throw wanted(timeoutForms) }
      timeout = seconds
    default:
      guard let value, let mode = CheckMode(rawValue: value) else {
        throw wanted("one of \(CheckMode.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      check = mode
    }
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
  }
}
