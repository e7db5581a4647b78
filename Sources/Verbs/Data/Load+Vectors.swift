import Basics
import Formats
import Language
import Pipeline
import Stores
import Vectors

extension Session {
  /// `load` of a file of vectors; nil when the paths name files of records.
  func loadVectorFile(_ call: Call, _ paths: [String]) throws -> Value? {
    let vectors = paths.filter { (try? VectorFormat.detect($0)) != nil }
    let own = ["ids", "column", "dimension", "metric"]
    guard let path = vectors.first else {
      if let option = own.first(where: call.isGiven) {
        throw call.fail(.onlyWithVectors(option: option), at: option)
      }
      return nil
    }
    guard paths.count == 1 else { throw call.fail(.oneVectorFile(path), at: "paths") }
    for option in ["skip_bad", "strict", "emit_sql", "quotes"] where call.isGiven(option) {
      throw call.fail(.notWithVectors(option: option), at: option)
    }
    var request = VectorLoadRequest(input: bulkPath(path), table: try call.string("into"))
    if let key = try call.optionalString("key") { request.key = key }
    request.column = try call.string("column")
    request.ids = try call.optionalString("ids").map(bulkPath)
    request.dimension = try call.optionalInt("dimension")
    request.metric = try call.optionalMetric("metric")
    request.conflict = InsertConflict(rawValue: try call.string("conflict")) ?? .skip
    request.batchSize = try batchSize(call)
    request.dryRun = try call.bool("dry_run")
    let report = try loadVectors(request, into: store, control: control)
    if request.dryRun {
      try printPlan(report.plannedSQL)
    } else {
      noteRead(request.input, rows: report.vectors)
      if let ids = request.ids { noteRead(ids, rows: report.vectors) }
      narrate(
        "load: \(counted(report.vectors, "vector")) "
          + Rate.words(report.vectors, "vectors", seconds: report.seconds))
    }
    let others = Int64(report.vectors - report.inserted)
    let fields = Record([
      ("table", .string(request.table)), ("vectors", .int(Int64(report.vectors))),
      ("dimension", .int(Int64(report.dimension))), ("metric", .string(report.metric.rawValue)),
      ("new", .int(Int64(report.inserted))), ("existing", .int(request.conflict == .replace ? 0 : others)),
      ("replaced", .int(request.conflict == .replace ? others : 0)),
    ])
    return .handle(
      Report(
        kind: "load",
        fields: request.dryRun ? fields.keeping(["table", "vectors", "dimension", "metric"]) : fields,
        table: request.dryRun ? nil : try tableValue(named: request.table)))
  }
}
