/// What the parser of CockroachDB 25.2 said about SQL (measured on it, over a hundred statements), and about the rest why it is
/// believed to be fine.
enum CockroachGrammar {
  /// Refused by the grammar, or by the server where the grammar says yes. `..` stands for anything.
  static let rejected = [
    "using ivfflat", "<+>", "<~>", "<%>", "halfvec", "sparsevec", "partition by hash", "tablesample", "merge",
    "vacuum",
    "lock table", "on commit drop", "freeze", "explain ( .. buffers", "per session cache",
    "copy .. to .. binary",
    "binary cursor", "as of system time $", "as of system time 0", "pg_export_snapshot", "upsert",
    "array_fill", "avg",
  ]

  static let refusedExamples = [
    "CREATE INDEX i ON t USING ivfflat (v)", "SELECT a <+> b", "SELECT a <~> b",
    "CREATE TABLE t (v halfvec(3))",
    "CREATE TABLE t (v sparsevec(3))", "CREATE TABLE t (a int) PARTITION BY HASH (a)",
    "SELECT * FROM t TABLESAMPLE SYSTEM (1)",
    "MERGE INTO t USING s ON true", "VACUUM t", "LOCK TABLE t", "CREATE TEMP TABLE x (a int) ON COMMIT DROP",
    "COPY t FROM STDIN WITH (FREEZE)", "EXPLAIN (ANALYZE, BUFFERS) SELECT 1",
    "CREATE SEQUENCE s PER SESSION CACHE 10",
    "COPY (SELECT 1) TO STDOUT (FORMAT binary)", "DECLARE c BINARY CURSOR FOR SELECT 1",
    "SELECT * FROM t AS OF SYSTEM TIME $1",
  ]

  /// Kinds of statement, and where they are known from.
  static let shapes: [String: String] = [
    "select":
      "parsed: correlated subqueries, LATERAL, DISTINCT ON, unnest of arrays, FOR UPDATE SKIP LOCKED, catalogues",
    "with": "parsed: WITH x(…) AS (VALUES …) UPDATE … FROM", "values": "as in WITH",
    "insert into": "parsed: ON CONFLICT … DO UPDATE; INSERT … SELECT FROM unnest",
    "update": "parsed: UPDATE … FROM", "delete from": "plain",
    "create table": "parsed: TEXT, BIGINT, VECTOR(384), IF NOT EXISTS",
    "create temp table": "only with experimental_enable_temp_tables",
    "create sequence": "parsed", "create index": "parsed: IF NOT EXISTS, partial",
    "create vector index": "parsed",
    "alter table": "parsed: ADD COLUMN … CREATE IF NOT EXISTS FAMILY", "drop table": "plain",
    "drop index": "plain",
    "copy vnb_doctor_": "parsed: COPY t (c) FROM STDIN [WITH (FORMAT binary)]", "copy": "parsed, as above",
    "begin": "parsed", "begin as of": "parsed: BEGIN … AS OF SYSTEM TIME", "commit": "plain",
    "rollback": "plain",
    "rollback to": "plain", "savepoint": "parsed", "release": "plain", "deallocate": "plain", "set": "parsed",
  ]

  /// Functions, each in `pkg/sql/sem/builtins` of CockroachDB under this name.
  static let functions: [String: String] = Dictionary(
    uniqueKeysWithValues: """
      abs array_agg array_remove btrim cardinality ceil char_length clock_timestamp cluster_logical_timestamp coalesce count
      current_database current_schema current_setting currval exp extract floor format_type greatest
      has_database_privilege has_schema_privilege l1_distance least length ln lower max min nextval now nullif octet_length pg_get_expr
      pg_table_is_visible power regexp_replace replace reverse round row_number sign split_part sqrt string_to_array strpos
      substr substring sum translate trunc unnest upper vector_dims vector_norm
      """.split(whereSeparator: \.isWhitespace).map { (String($0), "builtin") })

  /// Keywords of its grammar.
  static let words = Set(
    """
    select from where and or not null is as on in like escape between case when then else end cast exists group by order asc
    desc limit offset distinct having union all values with insert into update delete set default create table index
    sequence vector if temp alter add column drop primary key foreign references unique constraint conflict do nothing
    family over partition rows range unbounded preceding following current row left join inner cross lateral true false
    collate begin as of system time commit rollback to savepoint release deallocate copy stdin format binary for skip returning
    locked materialized local interval array bigint text boolean bytea double precision timestamptz generated identity using nulls first last
    filter any some both leading trailing epoch at zone
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  /// Names that stand unquoted: types, settings of a session that CockroachDB has, its catalogues and their columns, aliases and
  /// columns of ours.
  static let names = Set(
    """
    bool experimental_enable_temp_tables real float4 float8 int4 int8 numeric uuid regclass excluded notice current_user
    bytea_output client_min_messages datestyle extra_float_digits intervalstyle standard_conforming_strings timezone
    vector_search_beam_size vector_cosine_ops vector_ip_ops
    information_schema pg_attrdef pg_attribute pg_catalog pg_class pg_database pg_depend pg_index pg_namespace table_name
    table_schema tables adbin adnum adrelid attgenerated attisdropped attname attnotnull attnum attrelid atttypid atttypmod
    classid datcollate datname deptype indisprimary indkey indrelid nspname objid oid relispartition relkind relname
    relnamespace
    a b batch c d ds e i id ids k m n p passage pid q session v vec x y indexrelid indisvalid
    chunk high is_done is_look job lease_until low owner row_count rows_done rows_failed taken_from
    """.split(whereSeparator: \.isWhitespace).map(String.init))
}
