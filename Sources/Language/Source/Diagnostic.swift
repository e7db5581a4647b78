import Basics

/// An error, or a warning, as the user sees it: what happened, where, what stayed unchanged, what to try.
public struct Diagnostic: Error, Sendable {
  /// An error stops the work, a warning does not.
  public enum Severity: String, Sendable { case error, warning }

  /// A place in the source, and what is said of it there.
  public struct Label: Sendable {
    public let span: SourceSpan
    public let text: String
    public init(_ span: SourceSpan, _ text: String = "") {
      self.span = span
      self.text = text
    }
  }

  /// `V` and four digits, one code a cause: 01xx syntax, 02xx evaluation and calls, 03xx stores, 04xx files and loading,
  /// 05xx models, 06xx vectors and jobs, 07xx notebooks, 08xx prompt, rendering and command line, 09xx verbs.
  public var code: String
  public var severity: Severity
  public var message: String
  /// The first label is the primary place, underlined with carets.
  public var labels: [Label]
  /// Facts: what stayed unchanged, what was found.
  public var notes: [String]
  /// The next step: what to try.
  public var help: String?

  /// Passwords in the words are masked.
  public init(
    _ code: String, _ message: String, at span: SourceSpan? = nil, label: String = "",
    notes: [String] = [], help: String? = nil, severity: Severity = .error
  ) {
    self.code = code
    self.severity = severity
    self.message = PasswordMask.masked(message)
    self.labels = span.map { [Label($0, PasswordMask.masked(label))] } ?? []
    self.notes = notes.map { PasswordMask.masked($0) }
    self.help = help.map { PasswordMask.masked($0) }
  }
}

/// An error that has its words with it: every target's own type of error tells these four things.
public protocol CodedError: Error {
  var code: String { get }
  /// What happened, in one sentence.
  var message: String { get }
  /// Facts: what stayed unchanged, what was found.
  var notes: [String] { get }
  /// The next step.
  var help: String? { get }
}

extension Diagnostic {
  public init(_ error: any CodedError, at span: SourceSpan? = nil) {
    self.init(error.code, error.message, at: span, notes: error.notes, help: error.help)
  }
}

/// Thrown when the user stopped the work with Ctrl-C. The words say what was kept.
public struct Interrupted: Error, Sendable {
  public var message: String
  public init(_ message: String = "interrupted") { self.message = message }
  /// A sentence for the user: `interrupted`, and what was kept where that is known.
  public var sentence: String { message == "interrupted" ? message : "interrupted: \(message)" }
}
