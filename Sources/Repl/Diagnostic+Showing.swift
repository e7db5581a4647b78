import Language
import Rendering
import Verbs

extension Diagnostic {
  /// An error met while a value was made or shown: the engine's, the renderer's or the terminal's.
  public init(showing error: any Error) {
    switch error {
    case let error as RenderError:
      self.init(error.code, error.message, notes: error.notes, help: error.help)
    case let error as TerminalError:
      self.init(error.code, error.message, notes: error.notes, help: error.help)
    default: self.init(hostError: error)
    }
  }
}
