import Basics

/// Checks programs before any of them runs, as far as names, signatures and literals allow: unknown names, wrong
/// arguments, literals of a wrong type, word or range. One checker goes through all cells of a notebook in order, so that names made in one
/// are known in the next.
public struct Checker {
  public private(set) var diagnostics: [Diagnostic] = []
  /// Names of scopes, innermost last. A known signature lets calls be checked.
  var scopes: [[String: Signature?]] = [[:]]
  let verbs: [String: Verb]
  /// Functions that row expressions may call without being verbs; nil leaves their names unchecked.
  let rowFunctions: Set<String>?
  /// Where a thing of an unknown name is, in words.
  let whereIs: (String) -> String?
  /// Bodies of functions are checked last: they may use names made after them.
  var deferred: [(FunctionSyntax, [[String: Signature?]])] = []

  public init(
    verbs: [Verb], names: [String] = [], rowFunctions: Set<String>? = nil,
    whereIs: @escaping (String) -> String? = { _ in nil }
  ) {
    self.whereIs = whereIs
    self.verbs = Dictionary(verbs.map { ($0.signature.name, $0) }, uniquingKeysWith: { $1 })
    self.rowFunctions = rowFunctions
    for name in names { scopes[0][name] = .some(nil) }
  }

  /// Goes through one program; what it finds is added to ``diagnostics``.
  public mutating func check(_ program: Program) {
    for statement in program.statements { check(statement) }
  }

  /// Checks the bodies of functions, once every program was seen, and gives everything found, in source order of each program.
  public mutating func finish() -> [Diagnostic] {
    while !deferred.isEmpty {
      let (function, outer) = deferred.removeFirst()
      // Names made later at the outermost level are known when the function is called.
      scopes = [scopes[0]] + outer.dropFirst()
      checkBody(function)
      scopes = [scopes[0]]
    }
    return diagnostics
  }

  mutating func report(_ error: LanguageError, _ span: SourceSpan) {
    guard diagnostics.count < Limits.diagnostics else { return }
    diagnostics.append(error.diagnostic(at: span))
  }

  mutating func add(_ error: any Error) {
    guard let diagnostic = error as? Diagnostic, diagnostics.count < Limits.diagnostics else { return }
    diagnostics.append(diagnostic)
  }

  // MARK: Names

  mutating func declare(_ name: String, _ signature: Signature? = nil) {
    scopes[scopes.count - 1][name] = .some(signature)
  }

  enum Meaning {
    case variable(Signature?)
    case verb(Verb)
    case unknown
  }

  func meaning(of name: String) -> Meaning {
    for scope in scopes.reversed() {
      if let found = scope[name] { return .variable(found) }
    }
    return verbs[name].map { .verb($0) } ?? .unknown
  }

  mutating func checkKnown(_ name: Name) {
    guard case .unknown = meaning(of: name.text), name.text != "_" else { return }
    let known = scopes.flatMap(\.keys) + verbs.keys
    report(
      .unknownName(name.text, suggestion: didYouMean(name.text, in: known), place: whereIs(name.text)),
      name.span)
  }

  mutating func inScope(_ body: (inout Checker) -> Void) {
    scopes.append([:])
    body(&self)
    scopes.removeLast()
  }
}

/// Checks one program against verbs and names that exist. See ``Checker``.
public func check(
  _ program: Program, verbs: [Verb], names: [String] = [], rowFunctions: Set<String>? = nil
) -> [Diagnostic] {
  var checker = Checker(verbs: verbs, names: names, rowFunctions: rowFunctions)
  checker.check(program)
  return checker.finish()
}
