/// Steps that keep rows as rows: filter, select, derive, sort.
extension RelationCompiler {
  func expressions(_ block: SelectBlock, _ aggregates: ExpressionCompiler.Aggregates) -> ExpressionCompiler {
    let columns = block.columns.map {
      ExpressionCompiler.Column(name: $0.name, fragment: $0.sql, type: $0.type, isNullable: $0.isNullable)
    }
    return ExpressionCompiler(columns: columns, dialect: dialect, aggregates: aggregates, order: block.order)
  }

  mutating func filter(_ inner: SelectBlock, _ condition: RowExpression) throws -> SelectBlock {
    if condition.hasAggregate { return try filterByWindow(inner, condition) }
    var result = inner
    if !inner.isOpen || inner.isComputed(condition.columnNames) { result = wrap(inner) }
    result.filters.append(try expressions(result, .forbidden).condition(condition))
    return result
  }

  /// The condition looks at all rows, so it is computed beside them first and tested one level up.
  private mutating func filterByWindow(_ inner: SelectBlock, _ condition: RowExpression) throws -> SelectBlock
  {
    let test = inner.freeName("vnb_test")
    let visible = inner.columns.map(\.name)
    let all = visible.map { NamedExpression($0, .column($0)) }
    var result = wrap(try select(inner, all + [NamedExpression(test, condition)]))
    guard let tested = result.column(test) else { return result }
    try expressions(result, .forbidden).requireBool(tested.type, "where")
    result.filters.append(tested.sql)
    result.columns.removeAll { $0.name == test }
    return result
  }

  mutating func select(_ inner: SelectBlock, _ list: [NamedExpression]) throws -> SelectBlock {
    let hasAggregate = list.contains { $0.expression.hasAggregate }
    let mustWrap = list.contains { item in
      if case .column = item.expression { return false }
      return inner.isComputed(item.expression.columnNames)
    }
    var result = inner
    // GROUP BY counts columns and DISTINCT is over exactly its own; window functions run before a limit of the same SELECT.
    let isFixed = inner.isDistinct || inner.grouping != nil
    if mustWrap || isFixed || hasAggregate && !(inner.isOpen || inner.hasWindow && !inner.isLimited) {
      result = wrap(inner)
    }
    let compiler = expressions(result, .window)
    result.columns = try list.map { item in
      if case .column(let name) = item.expression, let source = result.column(name) {
        var renamed = source
        renamed.name = item.name
        return renamed
      }
      let typed = try compiler.compile(item.expression)
      return SelectBlock.Column(
        name: item.name, sql: typed.sql, type: typed.type, isPlain: false,
        weight: item.expression.weight { result.column($0)?.weight ?? 1 })
    }
    if hasAggregate { result.hasWindow = true }
    return result
  }

  mutating func derive(_ inner: SelectBlock, _ list: [NamedExpression]) throws -> SelectBlock {
    try select(inner, Relation.merged(inner.columns.map(\.name), with: list))
  }

  mutating func sort(_ inner: SelectBlock, _ keys: [SortKey]) throws -> SelectBlock {
    if keys.contains(where: { $0.expression.hasAggregate }) { return try sortByWindow(inner, keys) }
    let isPlain = keys.allSatisfy { key in
      if case .column = key.expression { return true }
      return !inner.isComputed(key.expression.columnNames) && inner.grouping == nil && !inner.isDistinct
    }
    var result = inner.isLimited || !isPlain ? wrap(inner) : inner
    let compiler = expressions(result, .forbidden)
    result.sort = try keys.map { key in
      let typed = try compiler.compile(key.expression)
      guard typed.type.isOrdered else {
        throw StoreError.wrongType(operation: "sort", expected: "values with an order", found: typed.type)
      }
      var term = OrderTerm(sql: typed.sql, type: typed.type, descending: key.descending)
      if case .column(let name) = key.expression { term.isNullable = result.column(name)?.isNullable ?? true }
      return term
    }
    if result.base.isEmpty { result.base = orderByAll(result) }
    return result
  }

  private mutating func sortByWindow(_ inner: SelectBlock, _ keys: [SortKey]) throws -> SelectBlock {
    let visible = inner.columns.map { NamedExpression($0.name, .column($0.name)) }
    var extra: [NamedExpression] = []
    for key in keys {
      extra.append(NamedExpression(inner.freeName("vnb_key", besides: extra.map(\.name)), key.expression))
    }
    let wide = try select(inner, visible + extra)
    let plain = zip(extra, keys).map { SortKey(.column($0.name), descending: $1.descending) }
    var result = try sort(wrap(wide), plain)
    result.columns.removeAll { column in extra.contains { $0.name == column.name } }
    return result
  }

  /// An index serves the bare operator alone: adding zero keeps it out, a NULLS clause or a second term would too.
  mutating func nearest(
    _ inner: SelectBlock, _ distance: RowExpression, _ count: Int, throughIndex: Bool
  ) throws -> SelectBlock {
    var result =
      !inner.isOpen || inner.isComputed(distance.columnNames) ? wrap(inner, needsOrder: false) : inner
    let term = try expressions(result, .forbidden).compile(distance).sql
    result.filters += distance.columnNames.sorted().compactMap {
      result.column($0).map { $0.sql + " IS NOT NULL" }
    }
    (result.sort, result.base) = ([], [])
    result.engineOrder = throughIndex ? term : term.operand(.sum) + " + 0"
    result.limit = max(0, count)
    return result
  }

  /// Without a key, all columns break ties: equal rows cannot be told apart.
  func orderByAll(_ block: SelectBlock) -> [OrderTerm] {
    block.columns.filter { $0.type.isOrdered && $0.hasOrder }.map {
      OrderTerm(sql: $0.sql, type: $0.type, descending: false, isNullable: $0.isNullable)
    }
  }
}
