extension Relation {
  /// Joins on equal values; null equals nothing. `inner` and `left` give the left columns, then the right ones without its join
  /// columns, renamed with `_right` where a name is taken; `semi` keeps left rows that have a match, `anti` those that have none.
  public func join(
    _ other: Relation, kind: JoinKind = .inner, left: [String], right: [String]
  ) throws -> Relation {
    guard store === other.store else { throw StoreError.differentStores(store.name, other.store.name) }
    guard left.count == right.count, !left.isEmpty else {
      throw StoreError.joinKeys(left: left.count, right: right.count)
    }
    for (one, two) in zip(left, right) {
      let (leftType, rightType) = (try type(one), try other.type(two))
      guard leftType.isComparable(with: rightType) else {
        throw StoreError.typeMismatch(operation: "join", left: leftType, right: rightType)
      }
    }
    let node = Node.join(self.node, other.node, kind: kind, left: left, right: right)
    if kind == .semi || kind == .anti { return try next(node, columns, key) }
    let names = Relation.joinedNames(columns.map(\.name), other.columns.map(\.name), rightKeys: right)
    let added = names.compactMap { old, new in
      other.columns.first { $0.name == old }.map { ColumnDescription(name: new, type: $0.type) }
    }
    return try next(node, columns + added, joinedKey(other, left, right, names))
  }

  /// The left key alone when each left row meets at most one right row; else both keys, or none when one side has none.
  private func joinedKey(
    _ other: Relation, _ left: [String], _ right: [String], _ names: [(old: String, new: String)]
  ) -> [String] {
    if key.isEmpty || other.key.isEmpty { return [] }
    if Set(other.key).isSubset(of: Set(right)) { return key }
    let rest = other.key.compactMap { part in
      names.first { $0.old == part }?.new ?? right.firstIndex(of: part).map { left[$0] }
    }
    return key + rest.filter { !key.contains($0) }
  }

  private func type(_ name: String) throws -> ColumnType {
    guard let column = columns.first(where: { $0.name == name }) else {
      throw StoreError.unknownColumn(name, known: columns.map(\.name))
    }
    return column.type
  }

  /// The same pipeline on the tables as they are now: columns added since it was built are seen, and a store that took over
  /// is read.
  public func refreshed() throws -> Relation {
    try Relation.rebuild(node, node.readsTemporaryTable ? store : store.current)
  }

  private static func rebuild(_ node: Node, _ store: any Store) throws -> Relation {
    switch node {
    case .table(let name): return try table(store, name)
    case .sql(let text, let parameters): return try sql(store, text, parameters: parameters)
    case .literal(let columns, _): return Relation(node: node, store: store, columns: columns, key: [])
    case .filter(let inner, let condition): return try rebuild(inner, store).filter(condition)
    case .select(let inner, let list): return try rebuild(inner, store).select(list)
    case .derive(let inner, let list): return try rebuild(inner, store).derive(list)
    case .sort(let inner, let keys): return try rebuild(inner, store).sort(keys)
    case .summarize(let inner, let keys, let list):
      return try Grouping(relation: rebuild(inner, store), keys: keys).summarize(list)
    case .distinct(let inner, let list): return try rebuild(inner, store).distinct(by: list)
    case .limit(let inner, let count, let offset):
      return try rebuild(inner, store).limit(count, offset: offset)
    case .nearest:
      // Made for one query of a job, never kept.
      throw StoreError.unsupported("keeping a query of its own vector search")
    case .join(let left, let right, let kind, let leftKeys, let rightKeys):
      return try rebuild(left, store).join(
        rebuild(right, store), kind: kind, left: leftKeys, right: rightKeys)
    }
  }
}

extension Relation.Node {
  /// Whether rows come from a table that only one connection sees.
  var readsTemporaryTable: Bool {
    switch self {
    case .table(let name): return name.hasPrefix(SQLiteStore.temporaryPrefix)
    case .sql, .literal: return false
    case .filter(let inner, _), .select(let inner, _), .derive(let inner, _), .sort(let inner, _),
      .summarize(let inner, _, _), .distinct(let inner, _), .limit(let inner, _, _),
      .nearest(let inner, _, _, _):
      return inner.readsTemporaryTable
    case .join(let left, let right, _, _, _): return left.readsTemporaryTable || right.readsTemporaryTable
    }
  }

  /// Steps from here to the deepest table.
  var depth: Int {
    switch self {
    case .table, .sql, .literal: return 1
    case .filter(let inner, _), .select(let inner, _), .derive(let inner, _), .sort(let inner, _),
      .summarize(let inner, _, _), .distinct(let inner, _), .limit(let inner, _, _),
      .nearest(let inner, _, _, _):
      return inner.depth + 1
    case .join(let left, let right, _, _, _): return max(left.depth, right.depth) + 1
    }
  }
}
