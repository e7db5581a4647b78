import Notebooks

extension CommandParser {
  static func export(_ arguments: [String]) throws(UsageError) -> ExportRequest {
    let scanned = try ScannedOptions(arguments, BuiltinCommand.export.options)
    guard let path = scanned.words.first else { throw .missingArgument("a notebook", command: "export") }
    guard let format = scanned.text("--to").flatMap(ExportFormat.init) else {
      throw .missingOption("--to", command: "export")
    }
    let parameters = try parameters(scanned.words.dropFirst())
    let isRecorded = scanned.has("--no-run")
    if isRecorded, let first = parameters.first {
      throw .exclusive("--no-run", "\(first.name)=\(first.text)")
    }
    if isRecorded, scanned.has("--store") { throw .exclusive("--no-run", "--store") }
    var run = NotebookRequest(
      path: path, parameters: parameters, store: scanned.text("--store"), format: nil, copy: nil,
      workers: scanned.number("--workers"), batchSize: nil, isQuiet: scanned.has("--quiet"))
    run.cache = CacheChoice(scanned)
    if isRecorded, run.cache.isOn {
      throw .exclusive("--no-run", scanned.has("--cache") ? "--cache" : "--cache-dir")
    }
    return ExportRequest(
      run: run, format: format, output: scanned.text("--output"), isRecorded: isRecorded)
  }
}
