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

  /// `$1` a table's number, `$2` an index of it: one row when it is whole.
  static let index = """
    SELECT 1 FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid::int8 = $1 AND c.relname = $2::text AND i.indisvalid
    """

  /// `$1` a name, `$2` its schema or null.
  static let one =
    columns
    + " AND c.relname = $1::text AND (n.nspname = $2::text OR $2::text IS NULL AND pg_catalog.pg_table_is_visible(c.oid))"
    + order
}
