import Basics
import Embedding
import Language

/// What can be said of a notebook without running it.
public struct NotebookStatus: Sendable {
  public let path: String
  public var cells = 0
  /// Cells whose output was recorded for another program, by title and line.
  public var stale: [Place] = []
  /// Cells without any recorded output, but for those that only declare.
  public var withoutOutput: [Place] = []
  public var lockChanges: [String] = []
  public var hasLock = false

  /// A cell and the line of its fence.
  public struct Place: Sendable, Equatable {
    public let title: String
    public let line: Int
  }

  public init(_ notebook: Notebook, path: String, folder: String, models: ModelRegistry) {
    self.path = path
    cells = notebook.cells.count
    for cell in notebook.cells {
      let place = Place(title: cell.title, line: cell.fenceLine)
      if cell.isStale { stale.append(place) }
      if cell.out == nil, cell.err == nil, !cell.attributes.isSkipped, cell.mayPrint {
        withoutOutput.append(place)
      }
    }
    hasLock = notebook.lock != nil
    lockChanges = notebook.lock?.changes(folder: folder, models: models) ?? []
  }
}

extension NotebookStatus {
  /// A cell without output may well have none, so it counts as nothing.
  public var outcome: NotebookVerdict.Outcome {
    lockChanges.isEmpty ? stale.isEmpty ? .ok : .differs : .locked
  }

  /// A line for each thing to say, and a last line that counts.
  public var text: String {
    var text = lockChanges.map { "\(path): locked input: \($0)\n" }.joined()
    for cell in stale { text += "\(path):\(cell.line): \(cell.title): stale, its cell has changed\n" }
    for cell in withoutOutput { text += "\(path):\(cell.line): \(cell.title): without output\n" }
    let counts = "\(counted(cells, "cell")), \(stale.count) stale, \(withoutOutput.count) without output"
    return text + "\(path): \(counts)\(hasLock ? "" : ", not locked")\n"
  }
}

extension Notebook.Cell {
  /// False when all it does is to give names to things.
  fileprivate var mayPrint: Bool {
    parse(source).program.statements.contains { statement in
      switch statement.kind {
      case .let, .function, .use, .param: false
      case .expression: !statement.isHushed
      default: true
      }
    }
  }
}
