import Basics
import Embedding
import Stores
import Vectors

/// What made the vectors of a column: kept in `vnb_columns`, so that a wrong model or dimension is refused by name.
public struct ColumnLineage: Sendable, Equatable {
  public var table: String
  public var column: String
  public var model: String
  /// SHA-256 of what decides the model's vectors, 64 hex digits.
  public var digest: String
  public var dimension: Int
  public var metric: Metric
  /// True when every vector has length 1.
  public var normalized: Bool
  /// The build that made the column, as ``Engine/signature``.
  public var madeBy: String

  public init(table: String, column: String, model: any EmbeddingModel) {
    self.table = table
    self.column = column
    self.model = model.name
    digest = model.digest
    dimension = model.dimension
    metric = model.metric
    normalized = model.normalized
    madeBy = Engine.signature
  }
}

/// A vector column as jobs see it.
public struct VectorColumn: Sendable, Equatable {
  public let table: String
  public let column: String
  /// Nil when the column was declared without one.
  public let dimension: Int?
  /// The lineage's metric; `l2` for vectors that vnb did not make.
  public let metric: Metric
  public let lineage: ColumnLineage?
}

/// What is recorded of a vector column; nil when vnb did not make it, or when the column has been replaced since by one
/// of another dimension.
public func lineage(of column: String, in table: String, store: any Store) throws -> ColumnLineage? {
  try lineages(in: table, store: store).first { $0.column == column }
}

/// What is recorded of all vector columns of a table (of every table when nil), in name order.
public func lineages(in table: String? = nil, store: any Store) throws -> [ColumnLineage] {
  guard try store.describe(LineageTable.name) != nil else { return [] }
  var found: [ColumnLineage] = []
  try store.read(LineageTable.rows(of: table, in: store)) { row in
    if let lineage = LineageTable.lineage(row) { found.append(lineage) }
    return true
  }
  return try found.filter { lineage in
    guard let column = try store.describe(lineage.table)?.column(lineage.column) else { return false }
    guard case .vector(let dimension) = column.type else { return false }
    return dimension == nil || dimension == lineage.dimension
  }
}

/// The vector column of this name, with its metric.
/// - Throws: ``PipelineError/unknownTable(_:store:nearest:)``, ``PipelineError/unknownColumn(_:table:nearest:)``,
///   ``PipelineError/notVector(column:table:type:)``.
public func vectorColumn(_ column: String, in table: String, store: any Store) throws -> VectorColumn {
  let description = try existingTable(table, in: store)
  guard let found = description.column(column) else {
    let nearest = didYouMean(column, in: description.columns.map(\.name))
    throw PipelineError.unknownColumn(column, table: description.name, nearest: nearest)
  }
  guard case .vector(let dimension) = found.type else {
    throw PipelineError.notVector(column: column, table: description.name, type: found.typeWords)
  }
  let lineage = try lineage(of: column, in: description.name, store: store)
  return VectorColumn(
    table: description.name, column: column, dimension: dimension ?? lineage?.dimension,
    metric: lineage?.metric ?? .l2, lineage: lineage)
}

extension ColumnDescription {
  /// The server's own name where vnb has none: `halfvec(384)`.
  var typeWords: String { type == .any ? declaredType ?? type.words : type.words }
}

extension ColumnType {
  /// As a person would say it in a message.
  var words: String {
    switch self {
    case .int: "integer"
    case .float: "float"
    case .text: "text"
    case .bool: "boolean"
    case .blob: "blob"
    case .vector(let dimension): dimension.map { "VECTOR(\($0))" } ?? "VECTOR"
    case .any: "untyped"
    }
  }
}

/// `vnb_columns`: one row for each vector column that vnb made.
enum LineageTable {
  static let name = "vnb_columns"
  static let key = ["table_name", "column_name"]
  static let definition = TableDefinition(
    name: name,
    columns: [
      ColumnDescription(name: "table_name", type: .text, isNullable: false),
      ColumnDescription(name: "column_name", type: .text, isNullable: false),
      ColumnDescription(name: "model", type: .text, isNullable: false),
      ColumnDescription(name: "digest", type: .text, isNullable: false),
      ColumnDescription(name: "dimension", type: .int, isNullable: false),
      ColumnDescription(name: "metric", type: .text, isNullable: false),
      ColumnDescription(name: "normalized", type: .bool, isNullable: false),
      ColumnDescription(name: "made_by", type: .text, isNullable: false),
    ],
    key: key)

  static func rows(of table: String?, in store: any Store) -> Relation {
    var node = Relation.Node.table(name)
    if let table { node = .filter(node, "table_name".column.equals(.text(table))) }
    return Relation(node: node, store: store, columns: definition.columns, key: key)
  }

  /// Nil for a row that no build of vnb wrote.
  static func lineage(_ row: any ResultRow) -> ColumnLineage? {
    guard let metric = Metric(rawValue: row.text(5)) else { return nil }
    return ColumnLineage(
      table: row.text(0), column: row.text(1), model: row.text(2), digest: row.text(3),
      dimension: Int(row.int(4)),
      metric: metric, normalized: row.int(6) != 0, madeBy: row.text(7))
  }

  static func insert(_ dialect: any Dialect) -> String {
    dialect.insert(into: name, columns: definition.columns.map(\.name), key: key, conflict: .replace)
  }

  static func values(_ lineage: ColumnLineage) -> [SQLValue] {
    [
      .text(lineage.table), .text(lineage.column), .text(lineage.model), .text(lineage.digest),
      .int(Int64(lineage.dimension)), .text(lineage.metric.rawValue), .bool(lineage.normalized),
      .text(lineage.madeBy),
    ]
  }
}

extension ColumnLineage {
  /// In place of a model's name: the vectors were loaded from a file, so that nothing is known of what made them.
  static let fromFile = ""

  init(
    table: String, column: String, model: String, digest: String, dimension: Int, metric: Metric,
    normalized: Bool,
    madeBy: String
  ) {
    self.table = table
    self.column = column
    self.model = model
    self.digest = digest
    self.dimension = dimension
    self.metric = metric
    self.normalized = normalized
    self.madeBy = madeBy
  }
}
