/// Right programs that together use every verb; mutations start from them.
let sessionSeeds: [String] = [
  "let t = load \"rows.jsonl\", into: \"p\", key: \"id\"\nt | embed .t, into: \"v\", model: \"hash\"\nt | search \"row\", by: .v, limit: 2",
  "let d = [{id: 1, t: \"sea salt\"}, {id: 2, t: \"red fox\"}, {id: 3, t: null}]\nd | where .id > 1 and .t != null | count\nd | describe",
  "let t = load \"rows.jsonl\", into: \"p\", key: \"id\"\nt | embed .t, into: \"v\", model: \"hash-32\"\nlet k = t | kmeans .v, k: 2, seed: 7\nt | assign k\nk.inertia\nclusterings()",
  "[{g: \"a\", n: 1}, {g: \"a\", n: 2.5}, {g: \"b\", n: null}] | group .g | summarize n: sum(.n), m: mean(.n), c: count_distinct(.n) | sort desc(.n), .g | head 5, skip: 1",
  "[{k: 1, a: 2}] | join [{k: 1, b: 3}], on: .k, kind: \"left\" | select .b, c: .a + .b | derive d: .c * 2 - .b / 3 | distinct .d",
  "[{k: 1}] | join [{j: 1}], left: .k, right: .j, kind: \"anti\" | collect",
  "sql \"select :a + 1 as n, :b as s\", a: 41, b: \"x'y\"\nsql \"create table t(a integer primary key, b text); insert into t values (1, 'x'), (2, null)\"\ntable(\"t\") | where .b == null\ntables",
  "sql \"with recursive c(x) as (select 1 union all select x + 1 from c where x < 9) select x, x * 1.5 as y, hex(x) as h from c\" | where .x % 2 == 0 | derive s: sum(.x), r: round(.y) | sort desc(.x)",
  "let s = \"a,b,,c\"\nsplit(s, \",\") | map fn(x) => upper(x) | filter fn(x) => len(x) > 0 | append \"z\" | reversed | concat by: \"-\"\nreplace(s, \",\", \";\")\nwords(\"to be  or\")\ntrim(\"  x \")",
  "abs(-3) + round(2.345, digits: 1) + floor(2.7) + ceil(2.1) + sqrt(9) + exp(0) + ln(1) + pow(2, 10) + int(\"42\") + float(\"1.5\")\nsum([1, 2, 3])\nkeys({a: 1})\ntype(1.5)\nstring([1, {a: \"b\"}])",
  "contains(\"cluster\", \"lust\") and starts_with(\"ab\", \"a\") and ends_with(\"ab\", \"b\")\nlower(\"ÉTÉ\")\ntry { fail \"no rows\" } catch e { e.message }\nlen(1..9)\nmap(1..5, fn(x) => x * x)",
  "[{t: \"the sea, the sea\", g: 1}] | terms .t, by: .g, least: 2, common: true\nfunctions()\nmodels\nmodel \"hash\"",
  "use text\nuse clusters\nlet t = load \"rows.jsonl\", into: \"p\", key: \"id\"\nt | embed .t, into: \"v\", model: \"hash\"\nt | assign (t | kmeans .v, k: 2)\nt | clusters.purity .t",
  "let d = load \"rows.jsonl\", into: \"a\\\"b; --\", key: \"id\", conflict: \"replace\", skip_bad: 3, batch: 2\nd | derive l: len(.t), u: upper(.t), w: contains(.t, \"row\") | where .l in [5, 10] or not .w | select .u, \"id\"",
  "sql \"create table v(id integer primary key, e blob); insert into v values (1, x'0000803f00000040'), (2, x'0000c07f00000040'), (3, x'00'), (4, null), (5, x'0000000000000000')\"\ntable(\"v\") | kmeans .e, k: 2\ntable(\"v\") | search [1.0, 2.0], by: .e",
  "for row in [{a: 1, b: \"x\"}] | derive c: .a { print \"{row.a} {row.b:>5} {row.c}\" }\nlet xs = []\nfor i in 1..50 { xs = append(xs, i); xs = xs + [i] }\nlen(xs)",
  "let t = load \"rows.jsonl\", into: \"p\", key: \"id\", dry_run: true\nload \"rows.jsonl\", into: \"p\"\ntable(\"p\") | where starts_with(.t, \"row\") | summarize n: count(), a: min(.t), b: max(.t), f: first(.t)",
]

/// Pieces of the verbs' vocabulary, and values at their edges.
let sessionWords: [String] = [
  " | where ", " | select ", " | derive ", " | sort ", " | group ", " | summarize ", " | join ", " | head ",
  " | distinct",
  " | count", " | collect", " | describe", " | terms ", " | embed ", " | kmeans ", " | assign ", " | search ",
  ".t", ".id", ".v", ".\"x\\\"; drop table p; --\"", "sql \"select 1\"",
  "sql 'select null as a, x''00'' as b'",
  "sum(.n)", "mean(.n)", "count()", "desc(", "limit: ", "k: ", "seed: ", "by: ", "into: ", "model: \"hash\"",
  "model: \"hash-9999999999\"", "key: ", "batch: 1", "workers: 9", "dry_run: true",
  "-9223372036854775808..9223372036854775807",
  "null", "[{}]", "{}", "[[]]", "[{a: [1]}]", "table(\"p\")", "1..10000000", "replace(x, \"\", x)",
  "concat(xs)", "1e308",
  "x'ff'", ":a", "%", "select ", " from p", ";", "'", "--", "/*",
]
