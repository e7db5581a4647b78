extension SelectBlock {
  /// The SELECT without its WITH clause.
  func select(_ dialect: any Dialect, ordered: Bool, extra: [(name: String, sql: SQLFragment)] = [])
    -> SQLFragment
  {
    let sorted = ordered || isLimited ? order : []
    let visible = columns.map { column in
      let isNamed = sorted.contains { names(column, $0, dialect) }
      let sql = isNamed ? dialect.ordered(column.sql, type: column.type) : column.sql
      return output(sql, as: column.name, dialect)
    }
    let hidden = extra.map { output($0.sql, as: $0.name, dialect) }
    var sql = SQLFragment(isDistinct ? "SELECT DISTINCT " : "SELECT ")
    sql = sql + .joined(visible + hidden, by: ", ") + " FROM " + source
    if !filters.isEmpty {
      let conditions = filters.count == 1 ? filters : filters.map { $0.operand(.and) }
      sql = sql + " WHERE " + .joined(conditions, by: " AND ")
    }
    if let grouping, grouping > 0 {
      sql = sql + " GROUP BY " + (1...grouping).map(String.init).joined(separator: ", ")
    }
    if let engineOrder {
      sql = sql + " ORDER BY " + engineOrder
    } else if ordered || isLimited {
      sql = sql + orderBy(dialect)
    }
    if isLimited { sql = sql + limitClause(dialect) }
    return sql
  }

  private func output(_ sql: SQLFragment, as name: String, _ dialect: any Dialect) -> SQLFragment {
    if case .column(_, name)? = sql.pieces.first, sql.pieces.count == 1 { return sql }
    return sql + " AS \(dialect.quote(name))"
  }

  /// Whether ORDER BY names this output column instead of repeating it. A column of a table has no other name, and several
  /// tables may have it; a strict engine orders different rows by nothing but their columns.
  private func names(_ column: Column, _ term: OrderTerm, _ dialect: any Dialect) -> Bool {
    guard column.sql.pieces == term.sql.pieces else { return false }
    if isDistinct && dialect.isStrict { return true }
    if case .column? = term.sql.pieces.first, term.sql.pieces.count == 1 { return false }
    return !column.isPlain
  }

  private func orderBy(_ dialect: any Dialect) -> SQLFragment {
    let terms = dialect.isStrict ? order.filter { $0.sql.pieces != SQLFragment.null.pieces } : order
    if terms.isEmpty { return SQLFragment(pieces: []) }
    let rendered = terms.map { term -> SQLFragment in
      if let output = columns.first(where: { names($0, term, dialect) }) {
        return dialect.orderName(term, output.name)
      }
      return dialect.orderTerm(term, term.sql)
    }
    return SQLFragment(" ORDER BY ") + .joined(rendered, by: ", ")
  }

  private func limitClause(_ dialect: any Dialect) -> SQLFragment {
    var sql = SQLFragment(pieces: [])
    if let limit { sql = sql + " LIMIT " + SQLFragment(value: .int(Int64(limit))) }
    if offset > 0 {
      sql =
        sql + (limit == nil ? " LIMIT \(Int64.max)" : "") + " OFFSET "
        + SQLFragment(value: .int(Int64(offset)))
    }
    return sql
  }

  /// The whole statement: WITH, SELECT, ORDER BY.
  func statement(_ dialect: any Dialect) -> SQLFragment {
    let body = qualified(select(dialect, ordered: true), dialect)
    if parts.isEmpty { return body }
    let clauses = parts.map {
      SQLFragment("\($0.name) AS \($0.isKept ? "MATERIALIZED " : "")(") + $0.sql + ")"
    }
    return SQLFragment("WITH ") + .joined(clauses, by: ", ") + " " + body
  }

  /// Writes columns: bare where that is clear, else with their table. A bare name would be unclear in a join, and where an output
  /// column of the same name holds something else.
  func qualified(_ sql: SQLFragment, _ dialect: any Dialect) -> SQLFragment {
    let others = columns.filter { column in
      guard case .column(_, let source)? = column.sql.pieces.first, column.sql.pieces.count == 1 else {
        return true
      }
      return source != column.name
    }
    let unclear = Set(others.map { $0.name.lowercased() })
    let pieces = sql.pieces.map { piece -> SQLFragment.Piece in
      guard case .column(let qualifier, let name) = piece else { return piece }
      let bare = dialect.quote(name)
      let needsTable = isJoin || unclear.contains(name.lowercased())
      return .text(needsTable ? "\(dialect.quoteTable(qualifier)).\(bare)" : bare)
    }
    return SQLFragment(pieces: pieces, sql.precedence)
  }

  /// This block as a part `name`, and a new block that reads from it. Order survives: what the order needs and the user does not
  /// see goes along in hidden columns.
  func wrapped(as name: String, _ dialect: any Dialect, needsOrder: Bool = true) -> SelectBlock {
    var hidden: [(name: String, sql: SQLFragment)] = []
    func reference(_ column: String) -> SQLFragment {
      SQLFragment(pieces: [.column(qualifier: name, name: column)])
    }
    func carry(_ term: OrderTerm) -> OrderTerm {
      var carried = term
      if let shown = columns.first(where: { $0.sql.pieces == term.sql.pieces }) {
        carried.sql = reference(shown.name)
      } else if let known = hidden.first(where: { $0.sql.pieces == term.sql.pieces }) {
        carried.sql = reference(known.name)
      } else {
        let free = freeName("vnb_order", besides: hidden.map(\.name))
        hidden.append((free, term.sql))
        carried.sql = reference(free)
      }
      return carried
    }
    let newSort = needsOrder ? sort.map(carry) : []
    let newBase = needsOrder ? base.map(carry) : []
    var body = self
    let sql = qualified(body.select(dialect, ordered: false, extra: hidden), dialect)
    let isHeavy = columns.contains { $0.weight > Self.maximumWeight }
    // A server writes a distance out in many words, which each use of the column would compute again.
    let isLong = dialect.isStrict && columns.contains { $0.sql.length > Self.maximumLength }
    body.parts.append(Part(name: name, sql: sql, isKept: isHeavy || isLong))
    let outer = columns.map {
      // A column of nothing but null has no type; the bare word goes with every type.
      let isNull = dialect.isStrict && $0.sql.pieces == SQLFragment.null.pieces
      return Column(
        name: $0.name, sql: isNull ? .null : reference($0.name), type: $0.type, isNullable: $0.isNullable,
        hasOrder: $0.hasOrder, isPlain: !isNull, weight: isHeavy ? 1 : $0.weight)
    }
    return SelectBlock(
      parts: body.parts, source: SQLFragment(name), qualifiers: [name], columns: outer, sort: newSort,
      base: newBase)
  }
}

extension SQLFragment {
  /// The bare word.
  static let null = SQLFragment("NULL")

  /// SQL text with numbered placeholders, and the values in their order.
  func rendered(_ dialect: any Dialect) -> (sql: String, parameters: [SQLValue]) {
    var text = ""
    var values: [SQLValue] = []
    for piece in pieces {
      switch piece {
      case .text(let part): text += part
      case .column(let qualifier, let name): text += "\(dialect.quoteTable(qualifier)).\(dialect.quote(name))"
      case .value(let value):
        values.append(value)
        text += dialect.placeholder(values.count, for: value)
      }
    }
    return (text, values)
  }
}
