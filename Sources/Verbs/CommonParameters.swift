import Language
import Pipeline

/// Parameters that several verbs share.
func batchParameter(_ rows: Int64) -> Parameter {
  Parameter(
    "batch_size", .int, "rows a commit; results do not depend on it",
    kind: .option(defaultText: String(rows), .int(rows)), range: 0...10_000_000)
}

let dryRunParameter = Parameter(
  "dry_run", .bool, "print the SQL and write nothing", kind: .option(defaultText: "false", .bool(false)))

let batchesParameter = Parameter(
  "batches", .optional(.int), "stop after so many batches; null for all",
  kind: .option(defaultText: "null", .null), range: 1...1_000_000_000)

let workersParameter = Parameter(
  "workers", .optional(.int), "threads; null for one a core; results do not depend on it",
  kind: .option(defaultText: "null", .null), range: 1...1024)

extension Session {
  /// The call's `batch`, unless the whole session was started with one and the call names none.
  func batchSize(_ call: Call) throws -> Int {
    if !call.isGiven("batch_size"), let size = settings.batchSize { return size }
    return try call.int("batch_size")
  }

  func workers(_ call: Call) throws -> Int {
    try call.optionalInt("workers") ?? settings.workers
  }

  func batches(_ call: Call) throws -> Int? {
    try call.optionalInt("batches")
  }

  /// What a job asks and tells while it runs.
  var control: JobControl {
    let output = self.output
    let flag = interruption
    return JobControl(
      isCancelled: { flag.isSet }, progress: { output.progress($0) }, warn: { output.warn($0) },
      cache: settings.cache)
  }
}
