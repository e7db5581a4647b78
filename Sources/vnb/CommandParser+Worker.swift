import Verbs

extension CommandParser {
  /// `vnb worker`: what one job does not know is refused rather than passed over.
  static func worker(_ arguments: [String]) throws(UsageError) -> Command {
    let command = BuiltinCommand.worker
    let options = try ScannedOptions(arguments, command.options)
    try options.noWords(command.name)
    try options.require(command.options, command: command.name)
    var run = WorkerRun(
      store: options.text("--store") ?? "", workers: options.number("--workers"),
      format: options.text("--format"), showsProgress: options.has("--progress"))
    if options.has("--status") {
      if options.has("--job") { throw .exclusive("--status", "--job") }
      return .worker(run)
    }
    guard let job = options.text("--job") else { throw .missingOption("--job", command: command.name) }
    run.call = try workerCall(job, options)
    return .worker(run)
  }

  private static func workerCall(_ job: String, _ options: ScannedOptions) throws(UsageError) -> WorkerCall {
    func needed(_ id: String) throws(UsageError) -> String {
      if let text = options.text(id) { return text }
      let names = BuiltinCommand.worker.options.first { $0.id == id }?.names ?? [id]
      throw .missingOption(names.joined(separator: "/"), command: "worker --job \(job)")
    }
    let others = job == "embed" ? ["--version"] : ["--output", "--model"]
    for other in others where options.has(other) {
      throw .needs(other, "--job \(job == "embed" ? "assign" : "embed")")
    }
    let (table, input) = (try needed("--table"), try needed("--input"))
    let kind: WorkerCall.Job =
      job == "embed"
      ? .embed(into: try needed("--output"), model: options.text("--model") ?? "minilm")
      : .assign(version: options.number("--version"))
    var call = WorkerCall(kind, table: table, input: input)
    call.batchSize = options.number("--batch-size")
    call.chunkRows = options.number("--chunk-rows")
    call.lease = options.decimal("--lease")
    call.maxChunks = options.number("--max-chunks")
    call.waits = !options.has("--no-wait")
    return call
  }
}
