/// A name in the source, with a hash so that scopes compare numbers, not text.
public struct Name: Sendable {
  public let text: String
  public let span: SourceSpan
  /// FNV-1a of the UTF-8 bytes.
  let key: UInt64

  public init(_ text: String, _ span: SourceSpan) {
    self.text = text
    self.span = span
    self.key = Name.key(of: text)
  }

  static func key(of text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}

/// An expression of the syntax tree, with its place. The evaluator runs it; `Verbs` walks the ones that it receives as a
/// ``RowFunction`` and compiles them to SQL.
public final class Expression: Sendable {
  public let kind: Kind
  public let span: SourceSpan
  /// Mentions `.name`, the current row, outside nested pipes: a row function when a parameter asks for one.
  public let mentionsItem: Bool
  /// Levels below this one plus one; at most ``Limits/treeHeight``.
  let height: Int

  /// What an expression is made of.
  public enum Kind: Sendable {
    case null
    case bool(Bool)
    /// A literal; a minus sign directly before the digits is part of it.
    case int(Int64)
    case float(Double)
    /// A string without holes, escapes resolved.
    case string(String)
    /// A string with holes.
    case template([TemplatePart])
    /// A variable, parameter, function or verb.
    case name(Name)
    /// `.name`: a field of the current row.
    case itemField(Name)
    case list([Expression])
    case record([RecordEntry])
    /// `base.name`
    case field(Expression, Name)
    /// `base[index]`
    case index(Expression, Expression)
    case call(CallSyntax)
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression)
    /// `a .. b`
    case range(Expression, Expression)
    /// `left | stage`. A stage that is a call receives the left value in its first parameter; any other is a function to call.
    case pipe(Expression, Expression)
    /// `fn(…) => expr` or `fn(…) { … }`.
    case function(FunctionSyntax)
    case ifElse(IfSyntax)
    case tryCatch(TrySyntax)
    /// `( … )`, kept for spans; it means what is inside.
    case group(Expression)
  }

  init(_ kind: Kind, _ span: SourceSpan) {
    self.kind = kind
    self.span = span
    let children = Expression.children(of: kind)
    self.height = 1 + children.reduce(0) { max($0, $1.height) }
    self.mentionsItem =
      switch kind {
      case .itemField: true
      case .pipe(let head, _): head.mentionsItem
      case .function, .ifElse, .tryCatch: Expression.branchMentionsItem(kind)
      default: children.contains { $0.mentionsItem }
      }
  }

  /// Without the parentheses around it.
  public var ungrouped: Expression {
    var inner = self
    while case .group(let next) = inner.kind { inner = next }
    return inner
  }

  /// The name of a lone `.name`, parenthesised or not.
  public var itemFieldName: String? {
    if case .itemField(let name) = ungrouped.kind { name.text } else { nil }
  }

  private static func branchMentionsItem(_ kind: Kind) -> Bool {
    guard case .ifElse(let syntax) = kind else { return false }
    if syntax.condition.mentionsItem { return true }
    let values = [syntax.then.singleExpression, syntax.otherwise?.singleExpression]
    return values.contains { $0?.mentionsItem ?? false }
  }
}

/// `name: value` in a record.
public struct RecordEntry: Sendable {
  public let name: Name
  public let value: Expression
}

/// A piece of a string with holes.
public enum TemplatePart: Sendable {
  case text(String)
  /// `{expr:format}`; the span covers the braces.
  case hole(Expression, format: FormatSpec?, span: SourceSpan)
}

/// Operators before their operand.
public enum UnaryOperator: String, Sendable { case negate = "-", not }

/// Operators between two operands, by their spelling.
public enum BinaryOperator: String, Sendable {
  case or, and
  case equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
  case `in`
  case add = "+", subtract = "-", multiply = "*", divide = "/", remainder = "%"
}

/// A call in any spelling: `f(x, k: 2)`, `f x, k: 2`, or a lone `f` at the head of a pipe.
public struct CallSyntax: Sendable {
  /// How a call was written; all spellings mean the same.
  public enum Spelling: Sendable {
    case parentheses
    case command
    /// A lone path at the start of a statement or pipe: a call only when it names a verb that needs no argument.
    case bare
  }
  public let callee: Expression
  public let arguments: [ArgumentSyntax]
  public let spelling: Spelling
}

/// One argument of a call, with its name when it was given one.
public struct ArgumentSyntax: Sendable {
  /// `name:` before the value, when written.
  public let name: Name?
  public let value: Expression
  public var span: SourceSpan { name.map { $0.span.joined(value.span) } ?? value.span }
}

/// `if condition { … } else { … }`.
public struct IfSyntax: Sendable {
  public let condition: Expression
  public let then: Block
  /// `else if` is a block with one `if` in it.
  public let otherwise: Block?
}

/// `try { … } catch name { … }`.
public struct TrySyntax: Sendable {
  public let body: Block
  public let errorName: Name
  public let handler: Block
}

/// A function as written: shared by `fn name(…)` statements and function values.
public final class FunctionSyntax: Sendable {
  public let name: Name?
  public let parameters: [ParameterSyntax]
  public let returns: TypeSpec
  public let body: Block
  /// From `##` comments.
  public let doc: String
  public let span: SourceSpan

  init(
    name: Name?, parameters: [ParameterSyntax], returns: TypeSpec, body: Block, doc: String, span: SourceSpan
  ) {
    self.name = name
    self.parameters = parameters
    self.returns = returns
    self.body = body
    self.doc = doc
    self.span = span
  }
}

/// A parameter in a function's declaration.
public struct ParameterSyntax: Sendable {
  public let name: Name
  public let type: TypeSpec
  public let isRest: Bool
  public let defaultValue: Expression?
}
