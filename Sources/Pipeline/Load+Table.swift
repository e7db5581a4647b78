import Formats
import Stores

/// The table of a load: its columns, and the SQL that makes and fills it.
struct LoadTable {
  let name: String
  let key: String?
  let dialect: any Dialect
  let columnLimit: Int
  /// Nil when it is to be made.
  var existing: TableDescription?
  /// The columns records go to, in order of first appearance.
  private(set) var columns: [LoadColumn] = []
  /// What each of them takes.
  private(set) var rules: [ColumnRule] = []
  /// Per field number of the reader: its column, -1 when it has none yet.
  private(set) var columnOfField: [Int] = []
  /// The key column made for records without one.
  private(set) var madeKey: String?

  init(_ name: String, key: String?, existing: TableDescription?, dialect: any Dialect, columnLimit: Int) {
    self.name = name
    self.key = key
    self.existing = existing
    self.dialect = dialect
    self.columnLimit = columnLimit
  }

  func column(ofField field: Int32) -> Int {
    Int(field) < columnOfField.count ? columnOfField[Int(field)] : -1
  }

  func isKey(_ field: String) -> Bool { key.map { foldedName($0) == foldedName(field) } ?? false }

  /// Adds the column of a field that has none; true when the table itself lacks it. The place is for errors.
  @discardableResult
  mutating func add(
    field: Int32, named name: String, type: ColumnType, file: String, line: Int
  ) throws(LoadError) -> Bool {
    let folded = foldedName(name)
    if let other = columns.first(where: { foldedName($0.name) == folded }) {
      throw LoadError(.namesDifferByCase(file: file, line: line, other.name, name), table: self.name)
    }
    if let madeKey, existing == nil, foldedName(madeKey) == folded {
      throw LoadError(.nameTaken(file: file, line: line, name: name), table: self.name)
    }
    if columns.count >= columnLimit {
      throw LoadError(.tooManyColumns(file: file, line: line, limit: columnLimit), table: self.name)
    }
    let known = existing?.columns.first { foldedName($0.name) == folded }
    if known == nil {
      do { try Relation.checkNewName(name) } catch { throw LoadError(.store(error), table: self.name) }
    }
    while columnOfField.count <= Int(field) { columnOfField.append(-1) }
    columnOfField[Int(field)] = columns.count
    let column = LoadColumn(name: known?.name ?? name, type: known?.type ?? type, isKey: isKey(name))
    columns.append(column)
    rules.append(ColumnRule(column.type, isKey: column.isKey))
    return known == nil
  }

  /// Takes the table as it is now, for columns that were settled on an earlier look.
  mutating func settleAgain(on existing: TableDescription?) {
    self.existing = existing
    madeKey = nil
    let fresh = columns.map { column in
      let known = existing?.columns.first { foldedName($0.name) == foldedName(column.name) }
      return LoadColumn(
        name: known?.name ?? column.name, type: known?.type ?? column.type, isKey: column.isKey)
    }
    columns = fresh
    rules = fresh.map { ColumnRule($0.type, isKey: $0.isKey) }
    makeKeyName()
  }

  /// Chooses the name of the key column when there is none, once the first columns are known.
  mutating func makeKeyName() {
    guard key == nil, existing == nil else { return }
    let taken = Set(columns.map { foldedName($0.name) })
    var name = "id"
    var number = 1
    while taken.contains(foldedName(name)) {
      name = number == 1 ? "row_id" : "row_id_\(number)"
      number += 1
    }
    madeKey = name
  }

  private var quoted: String { dialect.quoteTable(name) }

  /// CREATE TABLE, or the ALTER TABLE statements that give an existing one what it lacks.
  var definition: [String] {
    if let existing {
      let known = Set(existing.columns.map { foldedName($0.name) })
      return columns.filter { !known.contains(foldedName($0.name)) }.map(addition)
    }
    let made = madeKey.map { [dialect.generatedKey($0)] } ?? []
    let own = columns.map { column in
      let type = "\(dialect.quote(column.name)) \(dialect.definitionType(column.type))"
      return column.isKey ? type + " NOT NULL PRIMARY KEY" : type
    }
    return [dialect.createNewTable(name, parts: made + own)]
  }

  func addition(_ column: LoadColumn) -> String {
    dialect.addColumn(ColumnDescription(name: column.name, type: column.type), to: name)
  }

  /// Value i + 1 is column i.
  func plan(_ conflict: InsertConflict) -> WritePlan {
    WritePlan(
      table: name, columns: columns.map { ColumnDescription(name: $0.name, type: $0.type) },
      key: columns.filter(\.isKey).map(\.name), action: .insert(conflict))
  }

  /// For people: what one record means in SQL. With a key, a row that exists is left alone.
  var insertion: String {
    let key = columns.filter(\.isKey).map(\.name)
    return dialect.insert(
      into: name, columns: columns.map(\.name), key: key, conflict: key.isEmpty ? .error : .skip)
  }
}
