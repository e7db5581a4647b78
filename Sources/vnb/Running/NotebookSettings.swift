import Glibc
import Notebooks
import Pipeline
import Repl
import Verbs

extension Session.Settings {
  /// Of a session that runs the notebook at `path`, with what the command line says of it.
  init(_ notebook: Notebook, path: String, workers: Int?, batchSize: Int?, cache: ResultCache?) {
    let cores = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    self.init(folder: NotebookFiles.folder(of: path), workers: workers ?? max(1, cores))
    self.batchSize = batchSize
    self.cache = cache
    isNotebook = true
    askPassword = PasswordPrompt.ask
    if let seed = notebook.frontMatter.seed { self.seed = seed }
  }
}
