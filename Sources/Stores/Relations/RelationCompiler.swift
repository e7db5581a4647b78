/// Compiles a relation's tree for one dialect.
struct RelationCompiler {
  let dialect: any Dialect
  let store: any Store
  private var parts = 0

  /// Steps of a pipeline; deeper ones are refused before they could exhaust the stack.
  static let maximumDepth = 100

  init(dialect: any Dialect, store: any Store) {
    self.dialect = dialect
    self.store = store
  }

  mutating func compile(_ relation: Relation) throws -> (sql: String, parameters: [SQLValue]) {
    try fragment(relation).rendered(dialect)
  }

  mutating func fragment(_ relation: Relation) throws -> SQLFragment {
    if case .sql(let text, let parameters) = relation.node {
      return try BoundSQL(text, parameters, dialect.lexis).fragment
    }
    return try block(relation.node, depth: 0).statement(dialect)
  }

  /// `SELECT count(*)` over the relation, without its order.
  mutating func compileCount(_ relation: Relation) throws -> (sql: String, parameters: [SQLValue]) {
    var result = try block(relation.node, depth: 0)
    if !result.isOpen { result = wrap(result, needsOrder: false) }
    result.columns = [SelectBlock.Column(name: "n", sql: SQLFragment("count(*)"), type: .int, isPlain: false)]
    (result.sort, result.base) = ([], [])
    return result.statement(dialect).rendered(dialect)
  }

  mutating func newName() -> String {
    parts += 1
    return "vnb_\(parts)"
  }

  mutating func wrap(_ block: SelectBlock, needsOrder: Bool = true) -> SelectBlock {
    block.wrapped(as: newName(), dialect, needsOrder: needsOrder)
  }

  mutating func block(_ node: Relation.Node, depth: Int) throws -> SelectBlock {
    guard depth < Self.maximumDepth else { throw StoreError.tooDeep(limit: Self.maximumDepth) }
    switch node {
    case .table(let name): return try table(name)
    case .sql(let text, let parameters): return try userSelect(text, parameters)
    case .literal(let columns, let rows): return try literal(columns, rows)
    case .filter(let inner, let condition): return try filter(block(inner, depth: depth + 1), condition)
    case .select(let inner, let list): return try select(block(inner, depth: depth + 1), list)
    case .derive(let inner, let list): return try derive(block(inner, depth: depth + 1), list)
    case .sort(let inner, let keys): return try sort(block(inner, depth: depth + 1), keys)
    case .summarize(let inner, let keys, let list):
      return try summarize(block(inner, depth: depth + 1), keys, list)
    case .distinct(let inner, let list): return try distinct(block(inner, depth: depth + 1), list)
    case .limit(let inner, let count, let offset):
      return limited(try block(inner, depth: depth + 1), count, offset)
    case .nearest(let inner, let distance, let count, let throughIndex):
      return try nearest(block(inner, depth: depth + 1), distance, count, throughIndex: throughIndex)
    case .join(let left, let right, let kind, let leftKeys, let rightKeys):
      return try join(
        block(left, depth: depth + 1), block(right, depth: depth + 1), kind, leftKeys, rightKeys)
    }
  }

  /// Two limits in a row are one.
  private func limited(_ inner: SelectBlock, _ count: Int, _ offset: Int) -> SelectBlock {
    var result = inner
    let (start, overflow) = inner.offset.addingReportingOverflow(max(0, offset))
    result.offset = overflow ? Int.max : start
    let left = inner.limit.map { max(0, $0 - max(0, offset)) } ?? Int.max
    let wanted = min(left, max(0, count))
    result.limit = wanted == Int.max ? nil : wanted
    return result
  }
}

extension RelationCompiler {
  private func table(_ name: String) throws -> SelectBlock {
    guard let description = try store.describe(name) else {
      throw StoreError.unknownTable(
        name, known: (try? store.tables(includeInternal: false).map(\.name)) ?? [])
    }
    func reference(_ column: String) -> SQLFragment {
      SQLFragment(pieces: [.column(qualifier: description.name, name: column)])
    }
    let columns = description.columns.map {
      SelectBlock.Column(
        name: $0.name, sql: reference($0.name), type: $0.type, isNullable: $0.isNullable,
        hasOrder: $0.isOrdered, isPlain: true)
    }
    var base = description.key.map { key in
      OrderTerm(
        sql: reference(key), type: description.column(key)?.type ?? .any, descending: false,
        isNullable: description.column(key)?.isNullable ?? true)
    }
    if base.isEmpty, let hidden = dialect.rowOrder(of: description) {
      base = [OrderTerm(sql: reference(hidden), type: .int, descending: false)]
    }
    var block = SelectBlock(
      source: SQLFragment(dialect.quoteTable(description.name)), qualifiers: [description.name],
      columns: columns,
      base: base)
    // Without a key and an order of their own, rows come in the order of their values.
    if base.isEmpty, dialect.isStrict, !description.isView { block.base = orderByAll(block) }
    return block
  }

  /// The user's SELECT as a part; its columns are named in the part, since names in it may be odd or occur twice.
  private mutating func userSelect(_ text: String, _ parameters: [String: SQLValue]) throws -> SelectBlock {
    let bound = try BoundSQL(text, parameters, dialect.lexis)
    let described = try Relation.userColumns(store, text, parameters)
    let name = newName()
    let names = dialect.list(described.map(\.name))
    let columns = described.map {
      SelectBlock.Column(
        name: $0.name, sql: SQLFragment(pieces: [.column(qualifier: name, name: $0.name)]), type: $0.type,
        hasOrder: $0.isOrdered, isPlain: true)
    }
    var block = SelectBlock(source: SQLFragment(name), qualifiers: [name], columns: columns)
    block.parts = [
      SelectBlock.Part(name: "\(name)(\(names))", sql: SQLFragment("\n") + bound.fragment + "\n")
    ]
    return block
  }

  private mutating func literal(_ described: [ColumnDescription], _ rows: [[SQLValue]]) throws -> SelectBlock
  {
    let name = newName()
    func reference(_ column: String) -> SQLFragment {
      SQLFragment(pieces: [.column(qualifier: name, name: column)])
    }
    let columns = described.enumerated().map { at, column in
      let isNull = dialect.isStrict && rows.allSatisfy { at >= $0.count || $0[at] == .null }
      return SelectBlock.Column(
        name: column.name, sql: isNull ? .null : reference(column.name), type: column.type, isPlain: !isNull)
    }
    var block = SelectBlock(source: SQLFragment(name), qualifiers: [name], columns: columns)
    let place = block.freeName("vnb_row")
    block.base = [OrderTerm(sql: reference(place), type: .int, descending: false, isNullable: false)]
    let lines = rows.enumerated().map { at, row -> SQLFragment in
      let values = described.indices.map {
        let value = $0 < row.count ? row[$0] : .null
        if case .int(let number) = value, described[$0].type == .float {
          return dialect.constant(.float(Double(number)))
        }
        return dialect.constant(value)
      }
      return SQLFragment("(") + .joined(values + [SQLFragment("\(at)")], by: ", ") + ")"
    }
    let names = dialect.list(described.map(\.name) + [place])
    let nulls = SQLFragment.joined(described.map { dialect.null(as: $0.type) }, by: ", ")
    let body =
      lines.isEmpty
      ? SQLFragment("SELECT ") + nulls + ", 0 WHERE FALSE" : SQLFragment("VALUES ") + .joined(lines, by: ", ")
    block.parts = [SelectBlock.Part(name: "\(name)(\(names))", sql: body)]
    return block
  }
}
