/// Every limit of the language, so that no input can crash or hang it. Each has a test.
public enum Limits {
  /// Bytes of one source text.
  public static let sourceBytes = 4 << 20
  /// Levels of brackets, blocks and strings inside one another in a source text.
  public static let sourceDepth = 200
  /// Levels of one expression tree: a chain `a + b + c …` grows by one with each operator.
  public static let treeHeight = 2_000
  /// Errors reported for one source text.
  public static let diagnostics = 20
  /// Functions of the language inside one another at run time.
  public static let callDepth = 1_000
  /// Evaluations inside one another at run time, of any kind.
  public static let evaluationDepth = 20_000
  /// Bytes of stack that a run keeps free; less is the same error as too deep a recursion.
  public static let stackReserve = 256 << 10
  /// Bytes of the stack that ``runOnLargeStack(_:)`` makes. Only touched pages take memory.
  public static let stackBytes = 512 << 20
  /// Elements of a list.
  public static let listLength = 10_000_000
  /// UTF-8 bytes of a string.
  public static let stringBytes = 64 << 20
  /// Lists and records inside one another in a value.
  public static let valueDepth = 500
  /// Digits after the point in a format, `{x:.3}`.
  public static let formatDigits = 60
  /// Characters of padding in a format, `{x:>8}`.
  public static let formatWidth = 10_000
  /// Steps (loop rounds, calls) between two looks at the host's Ctrl-C flag.
  static let stepsBetweenPolls = 64
}
