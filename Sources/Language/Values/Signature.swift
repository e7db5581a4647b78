/// The one description of a verb or function: call checking, `?name`, completion, flags, manual and example
/// tests all read it.
public struct Signature: Sendable {
  public var name: String
  /// One line, no full stop.
  public var summary: String
  /// Paragraphs for `?name`.
  public var details: String
  public var parameters: [Parameter]
  public var returns: TypeSpec
  public var examples: [Example]
  /// Words a person might search for.
  public var searchTerms: [String]
  /// `data`, `vectors`, `rows`, `text`, `numbers`, `lists`, `session`.
  public var category: String

  public init(
    _ name: String, _ summary: String, category: String, details: String = "",
    parameters: [Parameter] = [], returns: TypeSpec = .any, examples: [Example] = [],
    searchTerms: [String] = []
  ) {
    self.name = name
    self.summary = summary
    self.details = details
    self.parameters = parameters
    self.returns = returns
    self.examples = examples
    self.searchTerms = searchTerms
    self.category = category
  }
}

/// One parameter of a verb or function.
public struct Parameter: Sendable {
  /// Whether an argument must be given, and how.
  public enum Kind: Sendable {
    /// Positional or named; required.
    case required
    /// Named only; has a default. The text is the default as it would be written (`8`, `"skip"`, `null`).
    case option(defaultText: String, Value)
    /// Any number of further positional arguments, received as a list.
    case rest
    /// Any number of further named arguments, received as a record.
    case named
  }
  public var name: String
  public var type: TypeSpec
  public var kind: Kind
  /// One line with unit and limits: `rows per commit, 1 to 1,000,000`.
  public var doc: String
  /// The words that may be given, when only some are (`skip`, `replace`, `error`): completed and checked.
  public var choices: [String]
  /// Whole numbers outside are refused before the verb runs.
  public var range: ClosedRange<Int64>?

  public init(
    _ name: String, _ type: TypeSpec, _ doc: String = "", kind: Kind = .required,
    choices: [String] = [], range: ClosedRange<Int64>? = nil
  ) {
    self.name = name
    self.type = type
    self.doc = doc
    self.kind = kind
    self.choices = choices
    self.range = range
  }
}

/// A type as signatures and declarations name it.
public indirect enum TypeSpec: Sendable, Equatable {
  case any, null, bool, int, float, string, record, table, vector, range, function
  case list(TypeSpec)
  /// A lone `.name` (received as `.row`).
  case column
  /// Any expression over the current row, `.name` and literals (received as `.row`, never evaluated by the caller).
  case row
  /// A handle by kind: `clustering`, `model`, `index`, `plot`.
  case handle(String)
  /// Any of these, first match wins.
  case oneOf([TypeSpec])
  /// The type or null.
  case optional(TypeSpec)
}

/// A call to show in help; where it has an output, a test runs it and compares.
public struct Example: Sendable {
  public var code: String
  /// The exact text it prints, or nil when it depends on the data; checked by a test when given.
  public var output: String?
  public var note: String
  public init(_ code: String, output: String? = nil, note: String = "") {
    self.code = code
    self.output = output
    self.note = note
  }
}
