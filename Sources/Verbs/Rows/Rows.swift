import Language
import Stores

/// Row verbs: each makes a new query from the one before. Nothing runs until rows are shown, iterated or written.

/// One column or several: `.a`, `"a"`, `[.a, .b]`.
private let columnsType = TypeSpec.oneOf([.column, .string, .list(.any), .row, .null])

private let rowsParameter = Parameter("rows", .table, "a table, or a list of records")

/// Signature of a row verb; the first parameter is always the rows.
private func rowVerb(
  _ name: String, _ summary: String, details: String = "", _ parameters: [Parameter], examples: [Example],
  terms: [String], _ body: @escaping @Sendable (Session, Call, Relation) throws -> Relation
) -> VerbDefinition {
  VerbDefinition(
    Signature(
      name, summary, category: "rows", details: details, parameters: [rowsParameter] + parameters,
      returns: .table,
      examples: examples, searchTerms: terms)
  ) { session, call in
    let input = try session.rows(call)
    guard input.groups.isEmpty else { throw call.fail(.afterGroup(verb: name), at: "rows") }
    return .table(RelationValue(try body(session, call, input.relation())))
  }
}

let whereVerb = rowVerb(
  "where", "Keep the rows for which a condition is true",
  [Parameter("condition", .row, "true or false, over columns: `.n > 2 and .label == \"news\"`")],
  examples: [
    Example("[{n: 1}, {n: 2}, {n: 3}] | where .n > 1", output: "n\n─\n2\n3\n2 rows")
  ], terms: ["filter", "condition"]
) { _, call, relation in
  try call.attempt("condition") { try relation.filter(try call.compile("condition")) }
}

let selectVerb = rowVerb(
  "select", "Keep or compute columns", details: "Positional arguments are columns, named ones are computed.",
  [
    Parameter("columns", .row, "columns to keep", kind: .rest),
    Parameter("computed", .row, "`name: expression`", kind: .named),
  ],
  examples: [Example("[{a: 1, b: 2}] | select .b, c: .a + .b", output: "b  c\n─  ─\n2  3\n1 row")],
  terms: ["columns", "project", "keep"]
) { _, call, relation in
  try call.attempt(nil) { try relation.select(try call.columnExpressions()) }
}

let deriveVerb = rowVerb(
  "derive", "Add or replace columns", details: "Aggregates such as `sum(.n)` are over all rows.",
  [Parameter("computed", .row, "`name: expression`", kind: .named)],
  examples: [
    Example(
      "[{n: 1}, {n: 3}] | derive share: .n / sum(.n)",
      output: "n  share\n─  ─────\n1   0.25\n3   0.75\n2 rows")
  ], terms: ["add", "column", "compute", "extend", "mutate"]
) { _, call, relation in
  try call.attempt(nil) { try relation.derive(try call.namedExpressions()) }
}

let sortVerb = rowVerb(
  "sort", "Order the rows",
  details: "Null comes first, text goes by its UTF-8 bytes; `desc(.n)` turns one key round.",
  [Parameter("by", .row, "columns or expressions, or `desc(…)` of one", kind: .rest)],
  examples: [Example("[{n: 1}, {n: 3}] | sort desc(.n)", output: "n\n─\n3\n1\n2 rows")],
  terms: ["order", "rank", "descending"]
) { _, call, relation in
  try call.attempt(nil) { try relation.sort(try call.sortKeys()) }
}

let distinctVerb = rowVerb(
  "distinct", "Keep different rows, or the first row of each value",
  [Parameter("by", .row, "columns that tell rows apart; all when absent", kind: .rest)],
  examples: [Example("[{n: 1}, {n: 1}] | distinct", output: "n\n─\n1\n1 row")],
  terms: ["unique", "duplicates"]
) { _, call, relation in
  try call.attempt(nil) { try relation.distinct(by: try call.restExpressions().map(\.expression)) }
}

let headVerb = rowVerb(
  "head", "Keep the first rows",
  [
    Parameter("count", .int, "rows at most"),
    Parameter(
      "skip", .int, "rows to leave out before", kind: .option(defaultText: "0", .int(0)), range: 0...Int64.max
    ),
  ],
  examples: [Example("[{n: 1}, {n: 2}] | head 1", output: "n\n─\n1\n1 row")],
  terms: ["limit", "first", "top", "take"]
) { _, call, relation in
  try call.attempt("count") { try relation.limit(try call.int("count"), offset: try call.int("skip")) }
}

let groupVerb = VerbDefinition(
  Signature(
    "group", "Put rows together by value, for `summarize`", category: "rows",
    parameters: [
      rowsParameter, Parameter("by", .row, "columns", kind: .rest),
      Parameter("computed", .row, "`name: expression`", kind: .named),
    ], returns: .table,
    examples: [
      Example(
        "[{g: \"a\", n: 1}, {g: \"a\", n: 2}] | group .g | summarize n: sum(.n)",
        output: "g  n\n─  ─\na  3\n1 row")
    ], searchTerms: ["by", "aggregate"])
) { session, call in
  let relation = try session.rows(call).relation()
  let keys = try call.columnExpressions()
  guard !keys.isEmpty else {
    throw call.fail(.groupWithoutColumn)
  }
  _ = try call.attempt(nil) { try relation.group(keys) }
  return .table(RelationValue(relation, groups: keys))
}

let summarizeVerb = VerbDefinition(
  Signature(
    "summarize", "One row for each group, or for all rows", category: "rows",
    details: "Aggregates: `count() count(.x) count_distinct(.x) sum(.x) mean(.x) min(.x) max(.x) first(.x)`.",
    parameters: [rowsParameter, Parameter("computed", .row, "`name: aggregate`", kind: .named)],
    returns: .table,
    examples: [
      Example(
        "[{n: 1}, {n: 2}] | summarize n: count(), mean: mean(.n)", output: "n  mean\n─  ────\n2   1.5\n1 row")
    ],
    searchTerms: ["aggregate", "count", "sum", "mean", "average"])
) { session, call in
  let input = try session.rows(call)
  let relation = try input.relation()
  let computed = try call.namedExpressions()
  return .table(
    RelationValue(
      try call.attempt(nil) {
        input.groups.isEmpty
          ? try relation.summarize(computed) : try relation.group(input.groups).summarize(computed)
      }))
}

let joinVerb = rowVerb(
  "join", "Put the rows of two tables side by side where columns are equal",
  details: """
    `on:` names columns that both have; `left:` and `right:` name pairs that differ. `inner` keeps matches, `left` every row of
    the left, `semi` left rows with a match, `anti` those without. Null equals nothing.
    """,
  [
    Parameter("other", .table, "the right table"),
    Parameter("on", columnsType, "column or list of columns", kind: .option(defaultText: "null", .null)),
    Parameter("left", columnsType, "columns of the left", kind: .option(defaultText: "null", .null)),
    Parameter("right", columnsType, "columns of the right", kind: .option(defaultText: "null", .null)),
    Parameter(
      "kind", .string, "which rows stay", kind: .option(defaultText: "\"inner\"", .string("inner")),
      choices: ["inner", "left", "semi", "anti"]),
  ],
  examples: [
    Example("[{k: 1, a: 2}] | join [{k: 1, b: 3}], on: .k", output: "k  a  b\n─  ─  ─\n1  2  3\n1 row")
  ], terms: ["merge", "combine", "lookup"]
) { session, call, relation in
  let other = try session.rows(call, "other").relation()
  let (left, right) = try call.joinColumns()
  let kind = Relation.JoinKind(rawValue: try call.string("kind")) ?? .inner
  return try call.attempt(nil) { try relation.join(other, kind: kind, left: left, right: right) }
}
