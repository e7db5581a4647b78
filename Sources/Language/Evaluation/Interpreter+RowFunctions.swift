extension Interpreter {
  /// The value of an expression in a scope: what a compiler of row functions needs for the parts that mention no row.
  public func evaluate(_ expression: Expression, in scope: Scope) throws -> Value {
    try evaluate(expression, scope)
  }
}

extension Scope {
  /// A scope of its own inside another, for names that stand for arguments.
  public convenience init(inside outer: Scope) { self.init(parent: outer) }
}
