/// Steps that make other rows: summarize, distinct, join.
extension RelationCompiler {
  mutating func summarize(
    _ inner: SelectBlock, _ keys: [NamedExpression], _ list: [NamedExpression]
  ) throws -> SelectBlock {
    let names = (keys + list).reduce(Set<String>()) { $0.union($1.expression.columnNames) }
    var result = inner
    if !inner.isOpen || inner.isComputed(names) { result = wrap(inner) }
    let keyCompiler = expressions(result, .forbidden)
    let keyColumns = try keys.map { item -> SelectBlock.Column in
      let typed = try keyCompiler.compile(item.expression)
      return SelectBlock.Column(name: item.name, sql: typed.sql, type: typed.type, isPlain: false)
    }
    let compiler = expressions(result, .group(keys: Relation.plainKeys(keys)))
    let values = try list.map { item -> SelectBlock.Column in
      let typed = try compiler.compile(item.expression)
      return SelectBlock.Column(name: item.name, sql: typed.sql, type: typed.type, isPlain: false)
    }
    result.columns = keyColumns + values
    result.grouping = keyColumns.count
    result.sort = []
    result.base = keyColumns.filter(\.type.isOrdered).map {
      OrderTerm(sql: $0.sql, type: $0.type, descending: false)
    }
    return result
  }

  /// Without columns: different rows. With columns: the first row for each combination of their values.
  mutating func distinct(_ inner: SelectBlock, _ list: [RowExpression]) throws -> SelectBlock {
    if !list.isEmpty { return try firstOfEach(inner, list) }
    let shown = inner.columns.map(\.sql.pieces)
    if !inner.sort.isEmpty, !inner.sort.allSatisfy({ shown.contains($0.sql.pieces) }) {
      return try firstOfEach(inner, inner.columns.map { .column($0.name) })
    }
    var result = inner.isOpen || inner.hasWindow && !inner.isLimited ? inner : wrap(inner)
    result.isDistinct = true
    // What the user does not see cannot order different rows any more.
    result.base = orderByAll(result)
    return result
  }

  private mutating func firstOfEach(_ inner: SelectBlock, _ list: [RowExpression]) throws -> SelectBlock {
    let names = list.reduce(Set<String>()) { $0.union($1.columnNames) }
    var numbered = !inner.isOpen || inner.isComputed(names) ? wrap(inner) : inner
    let compiler = expressions(numbered, .forbidden)
    let partition = try list.map { try compiler.compile($0).sql }
    let place = numbered.freeName("vnb_place")
    let terms = numbered.order.isEmpty ? orderByAll(numbered) : numbered.order
    let order = terms.map { dialect.orderTerm($0, $0.sql) }
    let sql =
      SQLFragment("row_number() OVER (PARTITION BY ") + .joined(partition, by: ", ")
      + (order.isEmpty ? SQLFragment("") : SQLFragment(" ORDER BY ") + .joined(order, by: ", ")) + ")"
    numbered.columns.append(SelectBlock.Column(name: place, sql: sql, type: .int, isPlain: false))
    numbered.hasWindow = true
    var result = wrap(numbered)
    if let column = result.column(place) { result.filters.append(column.sql + " = 1") }
    result.columns.removeAll { $0.name == place }
    return result
  }

  mutating func join(
    _ left: SelectBlock, _ right: SelectBlock, _ kind: Relation.JoinKind, _ leftKeys: [String],
    _ rightKeys: [String]
  ) throws -> SelectBlock {
    var result = left.isOpen && !left.isComputed(Set(left.columns.map(\.name))) ? left : wrap(left)
    let isBare =
      right.isOpen && right.filters.isEmpty && !right.isJoin && right.parts.isEmpty
      && !right.isComputed(Set(right.columns.map(\.name)))
    var other = isBare ? right : wrap(right)
    var source = other.source
    let taken = result.qualifiers.map { $0.lowercased() }
    if let known = other.qualifiers.first, taken.contains(known.lowercased()) {
      let alias = newName()
      source = source + " AS \(alias)"
      other = other.requalified(alias)
    }
    result.parts += other.parts
    let conditions = try zip(leftKeys, rightKeys).map { leftKey, rightKey -> SQLFragment in
      guard let one = result.column(leftKey) else {
        throw StoreError.unknownColumn(leftKey, known: result.columns.map(\.name))
      }
      guard let two = other.column(rightKey) else {
        throw StoreError.unknownColumn(rightKey, known: other.columns.map(\.name))
      }
      return dialect.compare(one.sql, "=", two.sql, types: (one.type, two.type))
    }
    let on = SQLFragment.joined(conditions, by: " AND ")
    if kind == .semi || kind == .anti {
      result.filters.append(exists(kind, source, on: on, result, other))
      return result
    }
    result.source = result.source + (kind == .left ? " LEFT JOIN " : " JOIN ") + source + " ON " + on
    let added = Relation.joinedNames(
      result.columns.map(\.name), other.columns.map(\.name), rightKeys: rightKeys)
    result.columns += added.compactMap { old, new in
      guard var column = other.column(old) else { return nil }
      column.name = new
      column.isNullable = true
      return column
    }
    result.qualifiers += other.qualifiers
    result.base += other.base.map { term in
      var joined = term
      if kind == .left { joined.isNullable = true }
      return joined
    }
    if result.base.isEmpty { result.base = orderByAll(result) }
    return result
  }

  /// Both sides are written with their tables: inside the sub-select both are in sight.
  private func exists(
    _ kind: Relation.JoinKind, _ source: SQLFragment, on: SQLFragment, _ left: SelectBlock,
    _ right: SelectBlock
  ) -> SQLFragment {
    var both = left
    both.qualifiers += right.qualifiers
    let sql = SQLFragment("EXISTS (SELECT 1 FROM ") + source + " WHERE " + both.qualified(on, dialect) + ")"
    return kind == .semi ? sql : (SQLFragment("NOT ") + sql).with(.not)
  }
}

extension SelectBlock {
  /// The same block with its one table under another name.
  func requalified(_ alias: String) -> SelectBlock {
    func rename(_ sql: SQLFragment) -> SQLFragment {
      let pieces = sql.pieces.map { piece -> SQLFragment.Piece in
        if case .column(_, let name) = piece { return .column(qualifier: alias, name: name) }
        return piece
      }
      return SQLFragment(pieces: pieces, sql.precedence)
    }
    var result = self
    result.qualifiers = [alias]
    for at in result.columns.indices { result.columns[at].sql = rename(result.columns[at].sql) }
    for at in result.base.indices { result.base[at].sql = rename(result.base[at].sql) }
    for at in result.sort.indices { result.sort[at].sql = rename(result.sort[at].sql) }
    return result
  }
}
