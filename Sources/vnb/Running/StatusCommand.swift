import Basics
import Embedding
import Notebooks

/// `vnb status`: what is known without running anything.
struct StatusCommand {
  let paths: [String]
  private let narrator = Narrator()

  init(_ paths: [String]) { self.paths = paths }

  func perform() -> ExitCode {
    narrator.guarding {
      let models = ModelRegistry()
      var worst = NotebookVerdict.Outcome.ok
      do {
        for path in try NotebookFiles.find(paths) {
          switch ReadNotebook(path) {
          case .broken(let problems):
            Narrator.tell(problems)
            worst = max(worst, .unreadable)
          case .parsed(let notebook):
            let status = NotebookStatus(
              notebook, path: path, folder: NotebookFiles.folder(of: path), models: models)
            try narrator.stdout.write(status.text)
            worst = max(worst, status.outcome)
          }
        }
      } catch let error as NotebookError {
        Narrator.tell(error)
        return .usage
      }
      return ExitCode(worst)
    }
  }
}
