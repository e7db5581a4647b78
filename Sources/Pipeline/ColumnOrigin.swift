import Stores

/// The base vector column that `column` of a query is, unchanged; nil when it is computed, comes from a `sql` text or
/// from given rows. It carries the lineage, which a query does not.
func vectorOrigin(of column: String, in node: Relation.Node, store: any Store) throws -> VectorColumn? {
  guard let (table, base) = try baseColumn(column, in: node, store: store) else { return nil }
  guard case .vector? = try store.describe(table)?.column(base)?.type else { return nil }
  return try vectorColumn(base, in: table, store: store)
}

/// The table and column behind `column` of a query, passed on unchanged.
func baseColumn(
  _ column: String, in node: Relation.Node, store: any Store
) throws -> (table: String, column: String)? {
  switch node {
  case .table(let table):
    return try store.describe(table)?.column(column).map { (table, $0.name) }
  case .filter(let inner, _), .sort(let inner, _), .limit(let inner, _, _), .distinct(let inner, _),
    .nearest(let inner, _, _, _):
    return try baseColumn(column, in: inner, store: store)
  case .select(let inner, let kept):
    guard let name = sourceName(column, in: kept) else { return nil }
    return try baseColumn(name, in: inner, store: store)
  case .derive(let inner, let added):
    guard added.contains(where: { $0.name == column }) else {
      return try baseColumn(column, in: inner, store: store)
    }
    guard let name = sourceName(column, in: added) else { return nil }
    return try baseColumn(name, in: inner, store: store)
  case .join(let left, let right, let kind, _, _):
    if let found = try baseColumn(column, in: left, store: store) { return found }
    return kind == .inner || kind == .left ? try baseColumn(column, in: right, store: store) : nil
  case .sql, .summarize, .literal:
    return nil
  }
}

/// The inner name when `column` is only passed on.
private func sourceName(_ column: String, in expressions: [NamedExpression]) -> String? {
  guard case .column(let name)? = expressions.first(where: { $0.name == column })?.expression else {
    return nil
  }
  return name
}

/// The table a query starts from; of a join the left one.
func baseTable(of node: Relation.Node) -> String? {
  switch node {
  case .table(let table): table
  case .filter(let inner, _), .sort(let inner, _), .limit(let inner, _, _), .distinct(let inner, _),
    .nearest(let inner, _, _, _),
    .select(let inner, _), .derive(let inner, _), .summarize(let inner, _, _), .join(let inner, _, _, _, _):
    baseTable(of: inner)
  case .sql, .literal: nil
  }
}
