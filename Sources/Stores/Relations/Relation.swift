/// A query as a tree; ``Dialect/compile(_:)`` turns it into one SELECT. Rows come in key order when nothing sorts them:
/// a table's primary key, a group's grouping columns, a join's left key then right key; a `sql` relation keeps the order its text gives.
public struct Relation: Sendable {
  /// The steps of a query, each built on the one inside it.
  public indirect enum Node: Sendable {
    case table(String)
    /// One user SELECT with `:name` parameters already bound to values.
    case sql(text: String, parameters: [String: SQLValue])
    case filter(Node, RowExpression)
    /// Exactly these columns.
    case select(Node, [NamedExpression])
    /// All columns and these; an existing name is replaced in place.
    case derive(Node, [NamedExpression])
    case sort(Node, [SortKey])
    /// Grouping alone keeps the keys; `summarize` without a group has no keys and gives one row.
    case summarize(Node, keys: [NamedExpression], [NamedExpression])
    case distinct(Node, [RowExpression])
    /// Rows `offset ..< offset + count`.
    case limit(Node, count: Int, offset: Int)
    case join(Node, Node, kind: JoinKind, left: [String], right: [String])
    /// The rows with the smallest values of an engine's own float expression, null left out; ties in no order. With
    /// `throughIndex` the engine may answer from a vector index, which can miss rows.
    case nearest(Node, by: RowExpression, count: Int, throughIndex: Bool)
    /// Rows given by the caller, small: a list of records.
    case literal(columns: [ColumnDescription], rows: [[SQLValue]])
  }
  /// Which rows a join keeps: matches, every row of the left, left rows without a match or with one.
  public enum JoinKind: String, Sendable { case inner, left, anti, semi }

  public var node: Node
  public let store: any Store
  /// Names and types of the result, in order.
  public let columns: [ColumnDescription]
  /// Columns that identify a row and order it when nothing else does.
  public let key: [String]

  public init(node: Node, store: any Store, columns: [ColumnDescription], key: [String]) {
    self.node = node
    self.store = store
    self.columns = columns
    self.key = key
  }
}

/// A column to be: its name and what it is computed from.
public struct NamedExpression: Sendable {
  public let name: String
  public let expression: RowExpression
  public init(_ name: String, _ expression: RowExpression) {
    self.name = name
    self.expression = expression
  }
}

/// What rows are ordered by.
public struct SortKey: Sendable {
  public let expression: RowExpression
  public let descending: Bool
  public init(_ expression: RowExpression, descending: Bool = false) {
    self.expression = expression
    self.descending = descending
  }
}

/// An expression over the current row, engine apart.
public indirect enum RowExpression: Sendable {
  case column(String)
  case value(SQLValue)
  case unary(UnaryOperator, RowExpression)
  case binary(BinaryOperator, RowExpression, RowExpression)
  case isIn(RowExpression, [RowExpression])
  case ifElse(condition: RowExpression, then: RowExpression, otherwise: RowExpression)
  /// A function of the table `RowFunctions` (Stores/RowFunctions.swift): `lower`, `length`, `round`, `distance`, …
  case call(String, [RowExpression])
  /// `count sum mean min max first …`; in `summarize` over the group, in `derive` and `where` over all rows.
  case aggregate(String, [RowExpression])
  /// What only some engines have, made by jobs and never by a user's text.
  case engine(EngineFunction, [RowExpression])

  /// Functions of ``VectorDialect``.
  public enum EngineFunction: Sendable, Equatable {
    case distance(metric: String)
    case norm
  }

  /// Operators before their operand.
  public enum UnaryOperator: String, Sendable { case negate, not }
  /// `==` and `!=` treat null as a value (null == null); other comparisons with null are false in a filter. `/` on
  /// ints gives a float as in the language; `div` of ints, `%` follow the language.
  public enum BinaryOperator: String, Sendable {
    case add = "+", subtract = "-", multiply = "*", divide = "/", remainder = "%"
    case equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
    case and, or
  }
}
