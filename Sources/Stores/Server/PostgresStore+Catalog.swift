extension PostgresStore {
  public func tables(includeInternal: Bool) throws -> [TableDescription] {
    try catalogue(CatalogText.all, []).filter { includeInternal || !$0.name.hasPrefix("vnb_") }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  public func describe(_ table: String) throws -> TableDescription? {
    if table.isEmpty || table.utf8.contains(0) { return nil }
    return try found(table)?.description
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
        type: isVector(row.text(10)) ? .vector : ServerType(oid: oid, vectorOID: vector))
      let isHidden = facts.isCockroach && column.name.hasPrefix("rowid") && row.text(13) == "unique_rowid()"
      if !isHidden { tables[tables.count - 1].columns.append(column) }
      return true
    }
    return tables
  }

  /// CockroachDB has one vector type, and its name says so.
  private func isVector(_ declared: String) -> Bool {
    facts.isCockroach && (declared == "vector" || declared.hasPrefix("vector("))
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

  var description: TableDescription {
    let key = keyPlaces.compactMap { place in columns.first { $0.place == place }?.name }
    return TableDescription(
      name: isVisible ? relation : "\(schema).\(relation)", columns: columns.map(\.description),
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

  var description: ColumnDescription {
    ColumnDescription(
      name: name, type: type.columnType(modifier: modifier), isNullable: !isRequired, declaredType: declared)
  }
}

/// Queries of the catalogues that PostgreSQL and CockroachDB share.
enum CatalogText {
  private static let columns = """
    SELECT c.oid::int8, n.nspname::text, c.relname::text, pg_catalog.pg_table_is_visible(c.oid)::int4, c.relkind::text,
      (SELECT i.indkey::text FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisprimary),
      a.attnum::int4, a.attname::text, a.atttypid::int8, a.atttypmod::int4,
      pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull::int4, (a.attgenerated <> '')::int4,
      pg_catalog.pg_get_expr(d.adbin, d.adrelid)
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
    """
  private static let order = " ORDER BY n.nspname::text, c.relname::text, c.oid, a.attnum"

  /// Tables of the user's own: not the server's, not those of extensions, not the parts of a partitioned table.
  static let all =
    columns + """
       AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'crdb_internal', 'pg_extension')
        AND (n.nspname NOT LIKE 'pg\\_temp%' AND n.nspname NOT LIKE 'pg\\_toast%' OR pg_catalog.pg_table_is_visible(c.oid))
        AND NOT c.relispartition AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend e
          WHERE e.classid = 'pg_catalog.pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
      """ + order

  /// `$1` a name, `$2` its schema or null.
  static let one =
    columns
    + " AND c.relname = $1::text AND (n.nspname = $2::text OR $2::text IS NULL AND pg_catalog.pg_table_is_visible(c.oid))"
    + order
}
