import Basics
import Formats
import Language
import Pipeline
import Vectors

/// Parameters and words that the verbs on files of vectors share.
func optionalText(_ name: String, _ doc: String) -> Parameter {
  Parameter(name, .optional(.string), doc, kind: .option(defaultText: "null", .null))
}

let vectorFormatParameter = optionalText("format", "of the input: `raw_f32` or `npy`; null: by its extension")

let dimensionParameter = Parameter(
  "dimension", .optional(.int), "elements of a vector; null: the `.npy` file or the sidecar tells",
  kind: .option(defaultText: "null", .null), range: 0...Int64(Int32.max))

let normalizeParameter = Parameter(
  "normalize", .bool, "divide every vector by its length", kind: .option(defaultText: "false", .bool(false)))

func metricParameter(
  _ doc: String, choices: [String] = Metric.allCases.map(\.rawValue)
) -> Parameter {
  Parameter(
    "metric", .optional(.string), doc, kind: .option(defaultText: "null", .null), choices: choices)
}

let quietParameter = Parameter(
  "quiet", .bool, "no progress and no narration on stderr", kind: .option(defaultText: "false", .bool(false)))

extension Session {
  /// A file that a call names; relative to the notebook or the working folder.
  func bulkPath(_ name: String) -> BulkPath {
    BulkPath(resolvedPath(name, in: settings.folder), display: name)
  }

  /// What a job asks and tells; with `quiet` it tells nothing.
  func control(_ call: Call) throws -> JobControl {
    guard try call.bool("quiet") else { return control }
    let flag = interruption
    return JobControl(isCancelled: { flag.isSet })
  }

  /// Keeps that a file was read, for the lock of a notebook. Files that the session wrote itself belong in no lock.
  func noteRead(_ path: BulkPath, rows: Int) {
    if !filesWritten.contains(path.path) { noteRead(path.display, rows: rows) }
  }
}

extension Call {
  func optionalMetric(_ name: String) throws -> Metric? {
    try optionalString(name).flatMap(Metric.init(rawValue:))
  }

  /// The format of a file to write: what `format` says, else by its extension.
  func outputFormat(of output: BulkPath) throws -> VectorFormat {
    guard let name = try optionalString("format") else { return try VectorFormat.detect(output.display) }
    guard let known = VectorFormat(rawValue: name) else { throw VectorFileError.unsupportedOutput(name) }
    return known
  }

  func optionalVectorFormat(_ name: String) throws -> VectorFormat? {
    guard let text = try optionalString(name) else { return nil }
    guard let known = VectorFormat(rawValue: text) else { throw VectorFileError.invalidFormat(text) }
    return known
  }
}
