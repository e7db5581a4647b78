import Glibc
import Notebooks
import Repl
import Verbs

/// `vnb worker`.
struct WorkerCommand {
  let request: WorkerRun
  private let narrator: Narrator

  init(_ request: WorkerRun) {
    self.request = request
    narrator = Narrator(showsProgress: request.showsProgress)
  }

  func perform() -> ExitCode {
    guard VerbRunner.isThere(request.store) else {
      Narrator.tell([RunError.noStore(request.store).diagnostic])
      return .usage
    }
    return narrator.guarding {
      let cores = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
      let settings = Session.Settings(folder: ".", workers: request.workers ?? max(1, cores))
      let session = Session(settings: settings, output: narrator.output(Narrator.options(request.format)))
      defer { try? session.close() }
      try session.open(request.store)
      let runner = SessionRunner(session)
      defer { narrator.console.endProgress() }
      try InterruptWatcher().during({ runner.interrupt() }) {
        if let call = request.call { try session.work(call) } else { try session.showSharedJobs() }
      }
      return .ok
    }
  }
}
