/// Making relations. Each step checks names and types at once and knows the columns and the key of its result; nothing runs.
extension Relation {
  /// All rows of a table or view.
  public static func table(_ store: any Store, _ name: String) throws -> Relation {
    guard let found = try store.describe(name) else {
      throw StoreError.unknownTable(name, known: try store.tables(includeInternal: false).map(\.name))
    }
    return Relation(node: .table(name), store: store, columns: found.columns, key: found.key)
  }

  /// Names of the `:name` parameters of a text, in order of first use.
  public static func parameterNames(_ statement: String, lexis: SQLLexis = .sqlite) throws -> [String] {
    try BoundSQL.parameterNames(statement, lexis)
  }

  /// A SELECT of the user. Its rows keep the order its text gives.
  public static func sql(
    _ store: any Store, _ text: String, parameters: [String: SQLValue] = [:]
  ) throws -> Relation {
    let columns = try userColumns(store, text, parameters)
    if columns.isEmpty { throw StoreError.noColumns }
    return Relation(node: .sql(text: text, parameters: parameters), store: store, columns: columns, key: [])
  }

  /// Rows given by the caller, in their order; a row that is too short ends in nulls. Types come from the values: the first that is
  /// not null decides, int and float make float, other mixtures `any`. Many rows go into a temporary table of the connection.
  public static func literal(_ store: any Store, columns names: [String], rows: [[SQLValue]]) throws
    -> Relation
  {
    try checkNames(names)
    let columns = names.enumerated().map { at, name in
      let types = rows.compactMap { row in
        at < row.count && row[at] != .null ? ExpressionCompiler.type(of: row[at]) : nil
      }
      let type = types.dropFirst().reduce(types.first ?? .any) { $0.unified(with: $1) ?? .any }
      return ColumnDescription(name: name, type: type)
    }
    if rows.count * names.count > inlineLimit {
      return try table(store, store.temporaryTable(columns, rows: rows))
    }
    return Relation(node: .literal(columns: columns, rows: rows), store: store, columns: columns, key: [])
  }

  /// Values one statement carries on every engine (SQLite's own default is 32,766, PostgreSQL's limit 65,535).
  public static let literalLimit = 30_000

  /// Values that stand in the text of a query: a pipeline may name the same rows ten times, and then carries each ten times.
  static let inlineLimit = 5_000

  /// Rows for which `condition` is true.
  public func filter(_ condition: RowExpression) throws -> Relation {
    _ = try checker(.window).condition(condition)
    return try next(.filter(node, condition), columns, key)
  }

  /// Exactly these columns. The key stays when all its columns do, under their new names.
  public func select(_ list: [NamedExpression]) throws -> Relation {
    try Relation.checkNames(list.map(\.name))
    let result = try describe(list, checker(.window))
    let renamed = key.compactMap { part in
      list.first { item in
        if case .column(part) = item.expression { return true }
        return false
      }?.name
    }
    return try next(.select(node, list), result, renamed.count == key.count ? renamed : [])
  }

  /// All columns and these; an existing name is replaced in place.
  public func derive(_ list: [NamedExpression]) throws -> Relation {
    try Relation.checkNames(list.map(\.name))
    let all = Relation.merged(columns.map(\.name), with: list)
    try Relation.checkNames(all.map(\.name))
    let result = try describe(all, checker(.window))
    let isKeyChanged = list.contains { key.contains($0.name) }
    return try next(.derive(node, list), result, isKeyChanged ? [] : key)
  }

  /// Null first when ascending, last when descending; text by its UTF-8 bytes; ties by key.
  public func sort(_ keys: [SortKey]) throws -> Relation {
    for item in keys {
      let type = try checker(.window).compile(item.expression).type
      guard type.isOrdered else {
        throw StoreError.wrongType(operation: "sort", expected: "values with an order", found: type)
      }
    }
    return try next(.sort(node, keys), columns, key)
  }

  /// Rows that agree in `keys` belong together; `summarize` makes one row of each group.
  public func group(_ keys: [NamedExpression]) throws -> Grouping {
    try Relation.checkNames(keys.map(\.name))
    for item in keys {
      let type = try checker(.forbidden).compile(item.expression).type
      if type.isVector {
        throw StoreError.wrongType(operation: "group", expected: "plain values", found: type)
      }
    }
    return Grouping(relation: self, keys: keys)
  }

  /// One row for the whole relation.
  public func summarize(_ list: [NamedExpression]) throws -> Relation {
    try Grouping(relation: self, keys: []).summarize(list)
  }

  /// Different rows; with columns, the first row of each combination of their values.
  public func distinct(by list: [RowExpression] = []) throws -> Relation {
    for item in list { _ = try checker(.forbidden).compile(item) }
    return try next(.distinct(node, list), columns, key)
  }

  /// Rows `offset ..< offset + count`.
  public func limit(_ count: Int, offset: Int = 0) throws -> Relation {
    if count < 0 { throw StoreError.badCount(what: "the number of rows", value: count) }
    if offset < 0 { throw StoreError.badCount(what: "the offset", value: offset) }
    return try next(.limit(node, count: count, offset: offset), columns, key)
  }

  /// The first `count` rows.
  public func head(_ count: Int) throws -> Relation { try limit(count) }

  func checker(_ aggregates: ExpressionCompiler.Aggregates) -> ExpressionCompiler {
    let known = columns.map {
      ExpressionCompiler.Column(
        name: $0.name, fragment: SQLFragment(store.dialect.quote($0.name)), type: $0.type,
        isNullable: $0.isNullable)
    }
    return ExpressionCompiler(columns: known, dialect: store.dialect, aggregates: aggregates)
  }

  func describe(_ list: [NamedExpression], _ checker: ExpressionCompiler) throws -> [ColumnDescription] {
    try list.map { item in
      if case .column(let name) = item.expression, let known = columns.first(where: { $0.name == name }) {
        return ColumnDescription(name: item.name, type: known.type, isNullable: known.isNullable)
      }
      return ColumnDescription(name: item.name, type: try checker.compile(item.expression).type)
    }
  }

  func next(_ node: Node, _ columns: [ColumnDescription], _ key: [String]) throws -> Relation {
    if node.depth > RelationCompiler.maximumDepth - 1 {
      throw StoreError.tooDeep(limit: RelationCompiler.maximumDepth)
    }
    return Relation(node: node, store: store, columns: columns, key: key)
  }
}

/// A relation whose rows are put together by keys.
public struct Grouping: Sendable {
  public let relation: Relation
  public let keys: [NamedExpression]

  /// One row for each group, in the order of the keys: the keys, then `list`.
  public func summarize(_ list: [NamedExpression]) throws -> Relation {
    try Relation.checkNames((keys + list).map(\.name))
    let keyColumns = try relation.describe(keys, relation.checker(.forbidden))
    let checker = relation.checker(.group(keys: Relation.plainKeys(keys)))
    let values = try list.map {
      ColumnDescription(name: $0.name, type: try checker.compile($0.expression).type)
    }
    return try relation.next(
      .summarize(relation.node, keys: keys, list), keyColumns + values, keys.map(\.name))
  }
}
