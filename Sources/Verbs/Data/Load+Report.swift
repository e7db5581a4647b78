import Basics
import Language
import Pipeline

extension Session {
  /// What a load returns; its narration goes to stderr. It shows as a table with a row for each file.
  func loadReport(_ report: LoadReport, _ request: LoadRequest, isVerbose: Bool) throws -> Value {
    for line in report.badLines { output.warn(line) }
    if isVerbose { for file in report.files { file.lines(of: request).forEach(output.warn) } }
    if request.dryRun {
      try printPlan(report.plannedSQL)
    } else {
      let records = report.files.reduce(0) { $0 + $1.records }
      narrate(
        "load: \(counted(records, "record")) " + Rate.words(records, "records", seconds: report.seconds))
    }
    let total = { (field: (LoadReport.File) -> Int) in
      Value.int(Int64(report.files.reduce(0) { $0 + field($1) }))
    }
    let files = report.files.map(\.summary)
    let fields = Record([
      ("table", .string(request.table)), ("files", .int(Int64(report.files.count))),
      ("new", total(\.inserted)), ("existing", total(\.existing)), ("replaced", total(\.replaced)),
      ("bad", total(\.bad)), ("by_file", .list(files.map { .record($0) })),
    ])
    let isStored = report.files.allSatisfy { $0.output == nil }
    let isThere = try isStored && store.describe(request.table) != nil
    return .handle(
      Report(
        kind: "load", fields: fields,
        shown: request.dryRun
          ? .record(fields.keeping(["table", "files"])) : .table(try scratchTable(files)),
        table: isThere ? try tableValue(named: request.table) : nil))
  }
}

extension LoadReport.File {
  fileprivate var records: Int { inserted + existing + replaced }

  /// Bytes of text for each byte on disk.
  private var ratio: Double {
    bytesRead > 0 ? (Double(bytesPlain) / Double(bytesRead) * 100).rounded() / 100 : 1
  }

  /// One row of the summary. Without times, so that a repeated run shows the same.
  fileprivate var summary: Record {
    var fields: [(String, Value)] = [("file", .string(path))]
    if let output { fields.append(("output", .string(output))) }
    let counts = [
      ("lines", lines), ("new", inserted), ("existing", existing), ("replaced", replaced), ("bad", bad),
      ("bytes", bytesRead), ("text_bytes", bytesPlain),
    ]
    // What SQL text does with an existing key is decided where it is run.
    let shown = output == nil ? counts : counts.filter { !["existing", "replaced"].contains($0.0) }
    fields += shown.map { ($0.0 == "new" && output != nil ? "rows" : $0.0, Value.int(Int64($0.1))) }
    fields.append(("ratio", .float(ratio)))
    return Record(fields)
  }

  /// The seed's lines for one file, with what its own program got wrong put right.
  fileprivate func lines(of request: LoadRequest) -> [String] {
    let place = output ?? "table \(request.table)"
    let rate = seconds > 0 ? Int(Double(records) / seconds) : 0
    let size = Double((bytesRead + 5_000) / 10_000) / 100
    let perRow = records > 0 ? bytesPlain / records : 0
    return [
      "[DONE] \(lines) lines processed, output at: \(place)",
      "[SUMMARY] \(path): \(records) rows in \(seconds) seconds across \(batches) batches, avg \(rate) rows/sec, "
        + "\(size) MB read, ~\(perRow) bytes/row, ~\(ratio)x compression",
    ]
  }
}
