import Language
import Notebooks
import Synchronization
import Verbs

/// A session as a runner of cells and programs.
final class SessionRunner: CellRunner {
  private let session: Session
  /// Values for the `params` cell, until it runs.
  private let parameters = Mutex<[String: Value]>([:])

  init(_ session: Session) { self.session = session }

  func check(_ cells: [SourceText]) -> [Diagnostic] { session.check(cells) }

  func setParameters(_ settings: [ParameterSetting], in params: SourceText?) throws {
    let values = try session.parameterValues(settings.map { ($0.name, $0.text) }, in: params)
    parameters.withLock { $0 = values }
  }

  /// The `params` cell is the first to run and takes the values.
  func run(_ cell: SourceText) throws {
    let values = parameters.withLock { pending in
      defer { pending = [:] }
      return pending
    }
    try session.run(cell, parameters: values)
  }

  func interrupt() { session.interrupt() }
}
