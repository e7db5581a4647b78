/// A verb: a signature and what it does. `Verbs` makes these; the language knows none.
public final class Verb: FunctionValue {
  public let signature: Signature
  public let body: @Sendable (Call) throws -> Value
  let plan: CallPlan
  /// The verb gives the list in its first argument with its second one added. The interpreter then lets `x = append(x, …)`
  /// grow the list where it is.
  public let isAppend: Bool

  public init(
    _ signature: Signature, isAppend: Bool = false, _ body: @escaping @Sendable (Call) throws -> Value
  ) {
    self.signature = signature
    self.body = body
    self.isAppend = isAppend
    self.plan = CallPlan(signature)
  }
}

/// A function written in the language, with the scope it was written in.
public final class Closure: FunctionValue {
  public let signature: Signature
  public let syntax: FunctionSyntax
  public let scope: Scope
  let plan: CallPlan

  init(_ syntax: FunctionSyntax, _ signature: Signature, _ scope: Scope) {
    self.syntax = syntax
    self.signature = signature
    self.scope = scope
    self.plan = CallPlan(signature)
  }
}

/// A checked call: arguments bound to parameters, defaults filled in, spans for errors.
public struct Call: Sendable {
  /// The whole call in the source, piped value excluded.
  public let span: SourceSpan
  /// The interpreter that is running the call: to call back functions, print, test for Ctrl-C.
  public let interpreter: Interpreter
  /// What the call was checked against.
  public let signature: Signature
  /// A value for each parameter of the signature; rest is a list, named is a record.
  let values: [Value]
  let places: [SourceSpan?]
  /// The arguments as written, where they stand in the source.
  let syntax: [Expression?]
  /// For each further named argument: how many further positional ones stand before it.
  let restBefore: [Int]

  /// Every parameter by name; rest is a list, named is a record.
  public var arguments: [String: Value] {
    var result: [String: Value] = [:]
    for (index, parameter) in signature.parameters.enumerated() where index < values.count {
      result[parameter.name] = values[index]
    }
    return result
  }

  /// Where each given argument stands; absent for defaults.
  public var spans: [String: SourceSpan] {
    var result: [String: SourceSpan] = [:]
    for (index, parameter) in signature.parameters.enumerated() where index < places.count {
      if let place = places[index] { result[parameter.name] = place }
    }
    return result
  }

  /// Arguments that the user gave, as against defaults.
  public var given: Set<String> { Set(spans.keys) }

  /// A call put together by hand, by tests and subcommands.
  public init(
    span: SourceSpan, arguments: [String: Value], spans: [String: SourceSpan], interpreter: Interpreter
  ) {
    let names = arguments.keys.sorted()
    let parameters = names.map { Parameter($0, .any) }
    self.init(
      span: span, interpreter: interpreter,
      signature: Signature("", "", category: "", parameters: parameters),
      values: names.map { arguments[$0] ?? .null }, places: names.map { spans[$0] },
      syntax: names.map { _ in nil }, restBefore: [])
  }

  init(
    span: SourceSpan, interpreter: Interpreter, signature: Signature, values: [Value], places: [SourceSpan?],
    syntax: [Expression?], restBefore: [Int]
  ) {
    self.span = span
    self.interpreter = interpreter
    self.signature = signature
    self.values = values
    self.places = places
    self.syntax = syntax
    self.restBefore = restBefore
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
  /// The column's name when the expression is a lone `.name`.
  public var columnName: String? { expression.itemFieldName }
}
