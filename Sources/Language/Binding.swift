/// A verb: a signature and what it does. `Verbs` makes these; the language knows none.
public final class Verb: FunctionValue {
  public let signature: Signature
  public let body: @Sendable (Call) throws -> Value

  public init(_ signature: Signature, _ body: @escaping @Sendable (Call) throws -> Value) {
    self.signature = signature
    self.body = body
  }
}

/// A checked call: arguments bound to parameters by name, defaults filled in, spans for errors.
public struct Call: Sendable {
  /// The whole call in the source, piped value excluded.
  public let span: SourceSpan
  /// Every parameter by name; rest is a list, named is a record.
  public let arguments: [String: Value]
  /// Where each given argument stands; absent for defaults.
  public let spans: [String: SourceSpan]
  /// Arguments that the user gave, as against defaults.
  public var given: Set<String> { Set(spans.keys) }
  /// The interpreter that is running the call: to call back functions, print, test for Ctrl-C.
  public let interpreter: Interpreter

  public init(
    span: SourceSpan, arguments: [String: Value], spans: [String: SourceSpan], interpreter: Interpreter
  ) {
    self.span = span
    self.arguments = arguments
    self.spans = spans
    self.interpreter = interpreter
  }
}

/// A stage argument kept as syntax with the scope it was written in. `Verbs` compiles it to the store's SQL.
public struct RowFunction: Sendable {
  public let expression: Expression
  public let scope: Scope
  public var span: SourceSpan { expression.span }
  public init(expression: Expression, scope: Scope) {
    self.expression = expression
    self.scope = scope
  }
}
