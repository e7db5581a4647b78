import Notebooks

/// `vnb new`.
enum NewCommand {
  static func perform(_ path: String) -> ExitCode {
    do {
      guard path.hasSuffix(".vnb"), let name = path.split(separator: "/").last, name != ".vnb" else {
        throw NotebookError.noNotebookName(path)
      }
      let text = NotebookTemplate.text(title: String(name.dropLast(".vnb".count)))
      try TextFile.create(path, with: Array(text.utf8), called: path)
      StandardError.line("made \(path); `vnb run \(path)` runs it")
      return .ok
    } catch let error as NotebookError {
      Narrator.tell(error)
      return .usage
    } catch {
      return .failed
    }
  }
}
