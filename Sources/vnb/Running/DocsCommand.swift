import Basics
import Glibc
import Notebooks

/// `vnb docs`.
struct DocsCommand {
  let folder: String
  let showsManPage: Bool

  func perform() -> ExitCode {
    let narrator = Narrator()
    return narrator.guarding {
      if showsManPage {
        try narrator.stdout.write(ManPage.text)
        return .ok
      }
      let pages = try ReferencePages.all()
      do {
        try makeFolder()
        for page in pages {
          try TextFile.replace(resolvedPath(page.name, in: folder), with: Array(page.text.utf8))
        }
      } catch let error as NotebookError {
        Narrator.tell(error)
        return .failed
      }
      StandardError.line("wrote \(counted(pages.count, "page")) in \(folder)")
      return .ok
    }
  }

  private func makeFolder() throws(NotebookError) {
    var made = folder.hasPrefix("/") ? "" : "."
    for part in folder.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o755) != 0, errno != EEXIST {
        throw .unwritable(path: folder, reason: String(cString: strerror(errno)))
      }
    }
  }
}
