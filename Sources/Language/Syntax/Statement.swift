/// A parsed source text.
public struct Program: Sendable {
  public let source: SourceText
  public let statements: [Statement]
  public let comments: [Comment]

  /// The `param` statements, in order.
  public var parameters: [ParamDeclaration] {
    statements.compactMap { if case .param(let declaration) = $0.kind { declaration } else { nil } }
  }
}

/// One statement, with its place.
public final class Statement: Sendable {
  public let kind: Kind
  /// From its first to its last character; `;` and comments excluded.
  public let span: SourceSpan
  /// Followed by `;`: its value is not shown.
  public let isHushed: Bool

  /// What a statement does.
  public enum Kind: Sendable {
    case expression(Expression)
    case `let`(Name, TypeSpec?, Expression)
    /// The place is a name, or fields and indexes of one.
    case assign(Expression, Expression)
    case param(ParamDeclaration)
    case function(FunctionSyntax)
    case forIn(Name, Expression, Block)
    case whileLoop(Expression, Block)
    case `return`(Expression?)
    case `break`
    case `continue`
    case use(Name)
  }

  init(_ kind: Kind, _ span: SourceSpan, isHushed: Bool) {
    self.kind = kind
    self.span = span
    self.isHushed = isHushed
  }
}

/// `param NAME: type = default  ## doc`
public struct ParamDeclaration: Sendable {
  public let name: Name
  public let type: TypeSpec
  public let defaultValue: Expression?
  public let doc: String
}

/// Statements between braces. Its value is that of its last statement when that is an expression, else null.
public final class Block: Sendable {
  public let statements: [Statement]
  public let span: SourceSpan
  /// Declares a name, so that running it needs a scope of its own.
  let declares: Bool

  init(_ statements: [Statement], _ span: SourceSpan) {
    self.statements = statements
    self.span = span
    self.declares = statements.contains { statement in
      switch statement.kind {
      case .let, .function, .use, .param: true
      default: false
      }
    }
  }
}
