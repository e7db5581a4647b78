import Language
import Notebooks
import Verbs

/// A session as a runner of cells and programs. The one place where the executable and the session meet.
final class SessionRunner: CellRunner {
  private let session: Session

  init(_ session: Session) { self.session = session }

  func check(_ cells: [SourceText]) -> [Diagnostic] { [] }

  func setParameters(_ settings: [ParameterSetting], in params: SourceText?) throws {
    guard let setting = settings.first, params == nil else { return }
    throw Diagnostic(
      "V0826", "there is no parameter `\(setting.name)`",
      help: "a notebook declares parameters in a `params` cell")
  }

  func run(_ cell: SourceText) throws {
    throw Diagnostic("V0899", "this build cannot run programs yet")
  }

  func interrupt() { session.interrupt() }
}
