/// The programs whose statements make the list: every job, and every row verb with every kind of value.
enum ListedPrograms {
  struct Entry: Sendable {
    let text: String
    /// What earlier jobs made.
    var made = Made.nothing
    /// The shared job that is run in place of the text.
    var worker: WorkerCall?
    /// Words of the error where an engine cannot do this, or nothing at all can.
    var mayEndWith: [String] = []
  }

  enum Made: Sendable { case nothing, centroids, everything }

  static let all = loading + clustering + assigning + using + sharing + rows + expressions + aggregates

  private static let loading = [
    #"load "FILE", into: "fresh", key: "pid""#, #"load "FILE", into: "keyless""#,
    #"load "FILE", into: "passage", key: "pid""#,
    #"load "FILE", into: "passage", key: "pid", conflict: "replace""#,
    #"load "FILE", into: "passage", key: "pid", conflict: "error""#,
    #"load "FILE", into: "s.passage", key: "pid""#,
    #"table "fresh_text" | embed .passage, into: "v", model: "hash:384""#,
    #"table "passage" | embed .passage, into: "passage_vector", model: "hash:384""#,
    #"table "s.passage" | embed .passage, into: "passage_vector", model: "hash:384""#,
    #"table "book" | embed .title, into: "v", model: "hash:384""#,
    #"table "event" | embed .note, into: "v", model: "hash:384""#,
    #"table "passage" | embed .passage, into: "passage_vector", model: "hash:384", batch_size: 3"#,
    #"table "book" | embed .title, into: "v", model: "hash:384", batch_size: 3"#,
    #"table "event" | embed .note, into: "v", model: "hash:384", batch_size: 3"#,
  ].map { Entry(text: $0) }

  private static let clustering = [
    #"table "passage" | kmeans .passage_vector, k: 2, seed: 7"#,
    #"table "passage" | kmeans .passage_vector, k: 2, algorithm: "minibatch""#,
    #"table "s.passage" | kmeans .passage_vector, k: 2"#,
    #"table "event" | search map(1..384, fn(x) => float(x)), by: .v, limit: 5"#,
    #"table "book" | kmeans .v, k: 2"#,
    #"table "event" | kmeans .v, k: 2"#,
    #"table "passage" | dbscan .passage_vector, means: true"#, #"table "event" | hdbscan .v"#,
  ].map { Entry(text: $0) }

  private static let assigning = [
    #"table "passage" | assign .passage_vector"#, #"table "book" | assign .v"#, #"table "event" | assign .v"#,
    #"table "s.passage" | assign .passage_vector"#, #"table "passage" | index by: .passage_vector"#,
  ].map { Entry(text: $0, made: .centroids, mayEndWith: ["index"]) }

  private static let using = [
    #"table "passage" | kmeans .passage_vector, increment: true"#,
    #"table "passage" | kmeans .passage_vector, increment: true, in_place: true"#,
    #"table "passage" | dbscan .passage_vector"#,
    #"table "passage" | clusterings .passage_vector"#, #"table "passage" | assign .passage_vector"#,
    #"table "passage" | assign .passage_vector, batch_size: 3"#, #"table "book" | assign .v, batch_size: 3"#,
    #"table "passage" | assign .passage_vector, version: 1"#, #"table "book" | assign .v"#,
    #"table "passage" | search map(1..384, fn(x) => float(x)), by: .passage_vector, limit: 5"#,
    #"table "passage" | search map(1..384, fn(x) => float(x)), by: .passage_vector, limit: 200"#,
    #"table "passage" | where .n > 3 | search map(1..384, fn(x) => float(x)), by: .passage_vector"#,
    #"table "passage" | search map(1..384, fn(x) => float(x)), by: .passage_vector, exact: true"#,
    #"table "book" | search map(1..384, fn(x) => float(x)), by: .v"#,
    #"table "passage" | index by: .passage_vector"#,
    #"table "passage" | index by: .passage_vector, kind: "ivfflat", lists: 10"#,
    #"table "passage" | index by: .passage_vector, drop: true"#, "indexes()", "tables",
    #"table "passage" | describe"#,
  ].map { Entry(text: $0, made: .everything, mayEndWith: ["index", "must be one of"]) }

  private static let sharing = [
    share(.embed(into: "passage_vector", model: "hash:384"), "passage", "vnb worker --job embed"),
    share(.assign(version: nil), "passage_vector", "vnb worker --job assign"),
  ]

  /// The made-up record of a vector column, read again, has another model: all is sent by then.
  private static func share(_ job: WorkerCall.Job, _ input: String, _ text: String) -> Entry {
    var call = WorkerCall(job, table: "passage", input: input)
    call.maxChunks = 2
    var isEmbedding = false
    if case .embed = job { isEmbedding = true }
    call.waits = false
    return Entry(
      text: text, made: isEmbedding ? .nothing : .everything, worker: call, mayEndWith: ["otherModel"])
  }

  private static let rows = [
    #"table "passage""#, #"table "passage" | head 5"#, #"table "s.passage" | head 5"#,
    #"table "passage_view" | head 5"#, #"table "book" | where .id > 3 and .title != null | head 2"#,
    #"table "event" | where .id == "00000000-0000-0000-0000-000000000001""#,
    "table \"x\\\"; drop table t; --\" | where .select == \"a'b\" | head 1",
    #"table "passage" | select .pid, .n"#, #"table "passage" | select .pid, m: .n + 1"#,
    #"table "passage" | derive m: .n * 2, t: .passage + "!""#,
    #"table "passage" | sort .n, desc(.passage) | head 3"#, #"table "passage" | distinct"#,
    #"table "passage" | distinct .n"#, #"table "passage" | group .n | summarize m: count()"#,
    #"table "passage" | group .passage | summarize m: sum(.n), one: first(.pid)"#,
    #"table "passage" | join (table "book" | select .id, .title), left: .n, right: .id"#,
    #"table "passage" | join (table "book" | select .id, .title), left: .n, right: .id, kind: "left""#,
    #"table "passage" | join (table "book" | select .id, .title), left: .n, right: .id, kind: "semi""#,
    #"table "passage" | join (table "book" | select .id, .title), left: .n, right: .id, kind: "anti""#,
    #"table "passage" | count"#, #"table "passage" | where .n > 1 | sort .n | head 3 | count"#,
    #"table "passage" | head 3 | collect"#, #"table "passage" | terms .passage"#,
    #"[{a: 1, b: "x", c: 0.5, d: true, e: null}, {a: 2, b: "y", c: 1.5, d: false, e: null}] | where .a > 1"#,
    #"sql "select count(*) as m from passage""#, #"sql "select pid from passage where n > :n", n: 3"#,
  ].map { Entry(text: $0, mayEndWith: ["view"]) }

  /// One operator or function each, over the columns of a table.
  private static let expressions =
    ([
      ".id + 1", ".id - .price", ".id * 2", ".id / 2", ".price / .id", ".id % 2", "-.id", ".id == null",
      ".id != 3",
      ".title == null", ".title < \"m\"", ".title >= \"m\"", ".title == \"m\"", "not .ok", ".ok and .id > 1",
      ".ok or .price < 0.5", ".id in [1, 2, 3]", ".title in [\"a\", \"b\"]", ".title + \"x\"",
      "if .ok { 1 } else { 2 }",
    ] + ListedCalls.all).map { Entry(text: "table \"book\" | derive x: \($0)", mayEndWith: refusals) }

  private static let aggregates =
    [
      "count()", "count(.title)", "count_distinct(.title)", "sum(.id)", "sum(.price)", "mean(.id)",
      "mean(.price)",
      "min(.title)", "max(.price)", "first(.title)",
    ].map { Entry(text: "table \"book\" | group .ok | summarize x: \($0)", mayEndWith: refusals) }
    + ["sum(.price)", "mean(.id)", "count()", "max(.title)"].map {
      Entry(text: "table \"book\" | derive x: \($0)", mayEndWith: refusals)
    }

  /// Of an engine that cannot, and of functions that take no ints or no floats.
  private static let refusals = ["does not", "cannot", "needs", "support", "takes", "must be"]
}
