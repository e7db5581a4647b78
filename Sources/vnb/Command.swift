import Notebooks
import Verbs

/// What a command line asks for.
enum Command {
  /// The prompt on a store, or, when standard input is no terminal, the program that comes in there.
  case session(store: String?, format: String?)
  case run(NotebookRequest)
  case check(CheckCommand.Request)
  case update(UpdateCommand.Request)
  case status(paths: [String])
  /// `vnb new`: the file to make.
  case new(path: String)
  /// `vnb docs`: the folder to write, or the man page on standard output.
  case docs(folder: String, showsManPage: Bool)
  case completion(ShellCompletion)
  case export(ExportRequest)
  case eval(program: String, store: String?, format: String?)
  case format(paths: [String], checkOnly: Bool)
  /// `vnb cache`: the folder, or nil for the usual one.
  case cache(folder: String?, clears: Bool)
  case doctor(store: String, format: String?)
  case verb(VerbRun)
  case worker(WorkerRun)
  /// Hidden: every statement that can be sent to an engine.
  case dumpSQL(engine: String)
  case help(topic: String?)
  case version
}

/// `vnb run`.
struct NotebookRequest {
  var path: String
  var parameters: [ParameterSetting]
  var store: String?
  var format: String?
  var copy: String?
  var workers: Int?
  var batchSize: Int?
  var isQuiet: Bool
  var cache = CacheChoice()
}

/// `vnb export`.
struct ExportRequest {
  /// The notebook, its parameters, and how it runs.
  var run: NotebookRequest
  var format: ExportFormat
  /// A path; `-` for standard output; nil for the format's own place.
  var output: String?
  /// The outputs the notebook holds are taken, and nothing runs.
  var isRecorded: Bool
}

/// `vnb worker`.
struct WorkerRun {
  var store: String
  /// Nil: only the state of the shared jobs is shown.
  var call: WorkerCall?
  var workers: Int?
  var format: String?
  var showsProgress: Bool
}

/// A usage error with the command it belongs to, for the hint.
struct CommandError: Error {
  let error: UsageError
  let command: String?
}
