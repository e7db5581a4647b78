/// Where the interpreter's output goes and what it asks its owner.
public protocol InterpreterHost: AnyObject, Sendable {
  /// A value shown by an expression statement.
  func show(_ value: Value) throws
  /// A line from `print`.
  func print(_ text: String) throws
  /// True once the user pressed Ctrl-C; polled in loops.
  var isInterrupted: Bool { get }
  /// Turns a host error (store, file, model) into a diagnostic at the call.
  func diagnostic(for error: any Error, at span: SourceSpan) -> Diagnostic
  /// A table of a list of records, where a table is asked for; nil when the host has none.
  func table(of records: [Value], at span: SourceSpan) throws -> (any TableValue)?
  /// The module's source text for `use name`, or nil when there is none.
  func moduleSource(_ name: String) throws -> SourceText?
  /// Where a thing of a name that is not defined here is, in words for a person; nil when the host does not know either.
  func whereIs(_ name: String) -> String?
}

extension InterpreterHost {
  public func table(of records: [Value], at span: SourceSpan) throws -> (any TableValue)? { nil }
  public func whereIs(_ name: String) -> String? { nil }
}
