import Language
import Notebooks

/// What the prompt needs of a session. It may be called from one thread only, but for `interrupt()`.
public protocol ReplSession: AnyObject, Sendable {
  /// False while the parser needs more text. A text that starts with `|` goes on from the last value.
  func isComplete(_ text: String) -> Bool
  /// Parses and runs. Values shown on the way go to the ``ReplOutput`` that the session was made with.
  func run(_ text: String) -> ReplOutcome
  /// From any thread: Ctrl-C was pressed while `run` or a rendering runs.
  func interrupt()
  /// Completions at a cursor given in UTF-8 bytes; quick, since it runs at each Tab.
  func complete(_ text: String, cursor: Int) -> [Completion]
  /// All verbs and functions, for `?name` and `?"words"`.
  var signatures: [Signature] { get }
  /// The functions of modules that can be loaded, each named `module.function`.
  var moduleSignatures: [Signature] { get }
  /// For `??name`: the source text of a function of the language; nil for verbs and unknown names.
  func source(of name: String) -> String?
  /// Variables in the order of their making.
  var variables: [(name: String, value: Value)] { get }
  /// What `_` stands for; nil before any value was shown.
  var lastValue: Value? { get }
  /// Makes `_` what it was before the last statement that succeeded and was not undone; null where that is not known.
  func undoLastValue()
  /// A sentence when quitting now loses work (tables in a private store), with what to do about it; else nil.
  var workAtRisk: String? { get }
  /// Where the session began and what it read, for `:save`.
  var origin: SessionOrigin { get }
  /// What would stop these cells in a session of their own before any ran.
  func check(_ cells: [SourceText]) -> [Diagnostic]
}

extension ReplSession {
  public var moduleSignatures: [Signature] { [] }
  public func undoLastValue() {}
  public var origin: SessionOrigin { SessionOrigin() }
  public func check(_ cells: [SourceText]) -> [Diagnostic] { [] }
}

/// How a statement ended.
public enum ReplOutcome: Sendable {
  case done
  case failed([Diagnostic])
  /// Ctrl-C; the words say what was kept.
  case interrupted(String)
}
