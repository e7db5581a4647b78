extension PostgresStore {
  public func tables(includeInternal: Bool) throws -> [TableDescription] {
    try catalogue(CatalogText.all, []).filter { includeInternal || !$0.name.hasPrefix("vnb_") }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  public func describe(_ table: String) throws -> TableDescription? {
    if table.isEmpty || table.utf8.contains(0) { return nil }
    return try found(table)?.description
  }

  public func hasIndex(_ name: String, on table: String, _ column: String) throws -> Bool {
    guard let number = try found(table)?.number else { return false }
    var isThere = false
    try query(CatalogText.index, [.int(number), .text(PostgresDialect.split(name).name)]) { _ in
      isThere = true
      return false
    }
    return isThere
  }

  /// `"schema"."table"`, which no later change to the search path can turn to another one; nil when there is none.
  func place(of table: String) throws -> String? {
    try found(table).map { "\(dialect.quote($0.schema)).\(dialect.quote($0.relation))" }
  }

  /// A table as the server has it; nil when there is none.
  func catalogTable(_ table: String) throws -> CatalogTable? { try found(table) }

  /// A table by its name: names have one spelling, on every engine.
  private func found(_ table: String) throws -> CatalogTable? {
    let (schema, name) = PostgresDialect.split(table)
    var parts: [SQLValue] = [.text(table), .null]
    if let schema { parts = [.text(name), .text(schema)] }
    return try entries(CatalogText.one, parts).first
  }

  private func catalogue(_ sql: String, _ parameters: [SQLValue]) throws -> [TableDescription] {
    try entries(sql, parameters).map(\.description)
  }

  private func entries(_ sql: String, _ parameters: [SQLValue]) throws -> [CatalogTable] {
    var tables: [CatalogTable] = []
    let vector = try locked { $0.vectors.oid }
    try query(sql, parameters) { row in
      let number = row.int(0)
      if tables.last?.number != number {
        tables.append(
          CatalogTable(
            number: number, schema: row.text(1), relation: row.text(2), isVisible: row.int(3) != 0,
            kind: row.text(4), keyPlaces: row.text(5).split(separator: " ").compactMap { Int64($0) }))
      }
      if row.isNull(6) { return true }
      let oid = UInt32(truncatingIfNeeded: row.int(8))
      let column = CatalogColumn(
        place: row.int(6), name: row.text(7), oid: oid, modifier: Int32(truncatingIfNeeded: row.int(9)),
        declared: row.text(10), isRequired: row.int(11) != 0, isGenerated: row.int(12) != 0,
        type: CatalogColumn.type(oid, vector, declared: row.text(10)))
      let isHidden = facts.isCockroach && column.name.hasPrefix("rowid") && row.text(13) == "unique_rowid()"
      if !isHidden { tables[tables.count - 1].columns.append(column) }
      return true
    }
    return tables
  }
}

/// A table of the server's catalogue.
struct CatalogTable {
  let number: Int64
  let schema: String
  let relation: String
  /// Found by its bare name.
  let isVisible: Bool
  let kind: String
  /// Columns of the primary key by their places, in its order.
  let keyPlaces: [Int64]
  var columns: [CatalogColumn] = []

  /// COPY goes into tables only.
  var takesCopy: Bool { kind == "r" || kind == "p" }

  /// The columns but for the order of a temporary table of ours.
  private var shown: [CatalogColumn] {
    guard relation.hasPrefix(SQLiteStore.temporaryPrefix) else { return columns }
    return columns.filter { $0.name != TemporaryOrder.column.name }
  }

  var description: TableDescription {
    let key = keyPlaces.compactMap { place in columns.first { $0.place == place }?.name }
    return TableDescription(
      name: isVisible ? relation : "\(schema).\(relation)", columns: shown.map(\.description),
      // A hidden key is none that anyone could name.
      key: key.count == keyPlaces.count ? key : [], isView: kind == "v" || kind == "m")
  }
}

struct CatalogColumn {
  let place: Int64
  let name: String
  let oid: UInt32
  let modifier: Int32
  /// The type as its owner would write it.
  let declared: String
  let isRequired: Bool
  /// Always computed by the server: no value can be given.
  let isGenerated: Bool
  let type: ServerType

  /// By its number, or by its name where a proxy replaces numbers in results only.
  fileprivate static func type(_ oid: UInt32, _ vector: UInt32?, declared: String) -> ServerType {
    let type = ServerType(oid: oid, vectorOID: vector)
    let isVector = vector != nil && (declared == "vector" || declared.lowercased().hasPrefix("vector("))
    return type == .other && isVector ? .vector : type
  }

  var description: ColumnDescription {
    ColumnDescription(
      name: name, type: type.columnType(modifier: modifier), isNullable: !isRequired, declaredType: declared)
  }
}
