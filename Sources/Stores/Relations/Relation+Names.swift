/// Names of result columns. SQLite does not tell `A` from `a`, so no relation has both.
extension Relation {
  /// A SELECT may give a name twice or none at all: `n`, `n_2`, `n_3`; `column_1`.
  static func uniqueNames(_ columns: [ColumnDescription]) -> [ColumnDescription] {
    var used: Set<String> = []
    return columns.enumerated().map { at, column in
      let wanted = column.name.isEmpty ? "column_\(at + 1)" : column.name
      var name = wanted
      var round = 1
      while !used.insert(name.lowercased()).inserted {
        round += 1
        name = "\(wanted)_\(round)"
      }
      return ColumnDescription(name: name, type: column.type, isNullable: column.isNullable)
    }
  }

  /// Columns of the right side of a join with the names they get: its join columns are left out, since they equal the left ones;
  /// a name that is taken gets `_right`.
  static func joinedNames(_ left: [String], _ right: [String], rightKeys: [String]) -> [(
    old: String, new: String
  )] {
    var used = Set(left.map { $0.lowercased() })
    return right.filter { !rightKeys.contains($0) }.map { old in
      var new = old
      while !used.insert(new.lowercased()).inserted { new += "_right" }
      return (old, new)
    }
  }

  /// All of `names` as they are but for those that `list` replaces in place; new ones at the end.
  static func merged(_ names: [String], with list: [NamedExpression]) -> [NamedExpression] {
    let kept = names.map { name in list.last { $0.name == name } ?? NamedExpression(name, .column(name)) }
    return kept + list.filter { !names.contains($0.name) }
  }

  /// Source columns that are grouped by as they are: an aggregate's neighbours may use them.
  static func plainKeys(_ keys: [NamedExpression]) -> [String] {
    keys.compactMap { key in
      if case .column(let name) = key.expression { return name }
      return nil
    }
  }

  /// Refuses empty names, NUL, a name given twice, and names that differ only in case.
  static func checkNames(_ names: [String]) throws {
    if names.isEmpty { throw StoreError.noColumns }
    var seen: [String: String] = [:]
    for name in names {
      try checkName(name)
      guard let other = seen.updateValue(name, forKey: name.lowercased()) else { continue }
      throw other == name ? StoreError.duplicateColumn(name) : StoreError.columnsDifferInCase(other, name)
    }
  }

  static func checkName(_ name: String) throws {
    if name.isEmpty { throw StoreError.badName(name, reason: "it is empty") }
    if name.utf8.contains(0) { throw StoreError.badName(name, reason: "it contains a NUL character") }
  }

  /// For what is to be made, in every engine alike: servers would cut a longer name without a word. A name that is there already
  /// may be of any length.
  /// - Throws: ``StoreError/badName(_:reason:)``.
  public static func checkNewName(_ name: String) throws(StoreError) {
    if name.isEmpty { throw .badName(name, reason: "it is empty") }
    if name.utf8.contains(0) { throw .badName(name, reason: "it contains a NUL character") }
    // A schema's name counts by itself.
    let longest = name.split(separator: ".").map(\.utf8.count).max() ?? 0
    guard longest > DerivedName.maximumBytes else { return }
    throw .badName(name, reason: "it has \(longest) bytes, and \(DerivedName.maximumBytes) are the most")
  }
}
