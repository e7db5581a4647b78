/// Runs parsed programs. One interpreter is one session: names live on from program to program. Use it from one thread at a
/// time, best inside ``runOnLargeStack(_:)``.
public final class Interpreter: @unchecked Sendable {
  public let host: any InterpreterHost
  /// Every verb by name.
  public let verbs: [String: Verb]
  /// Names of the session: variables, functions and modules.
  public let scope: Scope
  let verbScope: Scope

  var evaluationDepth = 0
  var callDepth = 0
  var steps = 0
  /// Changes of variables so far.
  var assignments = 0
  var stack = StackGuard()
  var nesting = NestingGuard()
  var modules: [String: Value] = [:]
  var loadingModules: [String] = []
  /// Functions running: inside one, statements do not show their values.
  var functionLevel = 0

  public init(host: any InterpreterHost, verbs: [Verb]) {
    self.host = host
    self.verbs = Dictionary(verbs.map { ($0.signature.name, $0) }, uniquingKeysWith: { $1 })
    self.verbScope = Scope(verbs: verbs)
    self.scope = Scope(parent: verbScope)
  }

  /// Functions of the session hold its scope, and the scope holds them.
  deinit { scope.clear() }

  /// Runs a program statement by statement and shows the values of expression statements. `parameters` override the
  /// defaults of its `param` statements.
  /// - Throws: `Diagnostic`, or `Interrupted`; what earlier statements did stays.
  public func run(_ program: Program, parameters: [String: Value] = [:]) throws {
    try checkParameters(program, parameters)
    for statement in program.statements {
      if let value = try evaluate(statement, parameters: parameters) { try show(value, statement.span) }
    }
  }

  /// Showing a table runs its query: what fails there is told at the statement.
  func show(_ value: Value, _ span: SourceSpan) throws {
    do { try host.show(value) } catch { throw inPlace(error, span) }
  }

  /// Runs one statement in the session. Gives the value to show; nil for statements without one and for hushed ones. A value
  /// other than null becomes `_` either way.
  public func evaluate(_ statement: Statement, parameters: [String: Value] = [:]) throws -> Value? {
    try fromOutside {
      if case .param(let declaration) = statement.kind {
        try define(declaration, parameters[declaration.name.text])
        return nil
      }
      guard case .next(let value?) = try execute(statement, scope) else { return nil }
      if case .null = value { return nil }
      scope.define("_", value)
      return statement.isHushed ? nil : value
    }
  }

  /// The value of an expression in the session.
  public func evaluate(_ expression: Expression) throws -> Value {
    try fromOutside { try evaluate(expression, scope) }
  }

  /// The session's names and values in the order they were made; verbs and `_` excluded.
  public func variables() -> [(name: String, value: Value)] {
    scope.entries.filter { $0.name != "_" }.map { ($0.name, $0.value) }
  }

  /// A session name, or a verb.
  public func value(of name: String) -> Value? { scope.value(of: name) }

  /// Makes or rebinds a name in the outermost scope.
  public func define(_ name: String, _ value: Value) {
    assignments &+= 1
    scope.define(name, value)
  }

  /// Calls a function with values: what verbs such as `map` do.
  public func call(
    _ function: any FunctionValue, _ arguments: [Value], named: Record = Record(), at span: SourceSpan
  ) throws -> Value {
    try fromOutside { try apply(function, arguments, named, span) }
  }

  /// Throws ``Interrupted`` once the user pressed Ctrl-C. Long verbs call it between pieces of work.
  public func checkInterrupt() throws {
    if host.isInterrupted { throw Interrupted() }
  }

  /// Measures the stack on the way in; a stray jump never leaves.
  private func fromOutside<T>(_ body: () throws -> T) throws -> T {
    if evaluationDepth == 0 { stack = StackGuard() }
    let saved = (evaluationDepth, callDepth, functionLevel)
    defer { (evaluationDepth, callDepth, functionLevel) = saved }
    do {
      return try body()
    } catch let jump as Jump {
      // Only a program with reported errors gets here.
      throw jump.misplaced.diagnostic(at: nil)
    }
  }

  /// Counts a loop round or a call and now and then looks for Ctrl-C.
  @inline(__always)
  func step() throws {
    steps &+= 1
    if steps % Limits.stepsBetweenPolls == 0 { try checkInterrupt() }
  }
}
