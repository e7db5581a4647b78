import Language
import Notebooks
import Verbs

/// A session as a runner of cells and programs: the one place where the executable and the session meet.
final class SessionRunner: CellRunner, @unchecked Sendable {
  private let session: Session
  private var parameters: [String: Value] = [:]
  private var paramsCell: SourceText?

  init(_ session: Session) { self.session = session }

  func check(_ cells: [SourceText]) -> [Diagnostic] { session.check(cells) }

  func setParameters(_ settings: [ParameterSetting], in params: SourceText?) throws {
    guard !settings.isEmpty else { return }
    guard let params else { throw Self.unknown(settings[0].name, []) }
    let declared = parse(params).program.parameters
    for setting in settings {
      guard let declaration = declared.first(where: { $0.name.text == setting.name }) else {
        throw Self.unknown(setting.name, declared.map(\.name.text))
      }
      parameters[setting.name] = try value(setting, of: declaration.type)
    }
    paramsCell = params
  }

  func run(_ cell: SourceText) throws {
    let given = cell === paramsCell ? parameters : [:]
    try session.run(cell, parameters: given)
  }

  func interrupt() { session.interrupt() }

  /// Text as it is for a string parameter; for all others a literal or expression of the language.
  private func value(_ setting: ParameterSetting, of type: TypeSpec) throws -> Value {
    if type == .string { return .string(setting.text) }
    let source = SourceText(name: "<\(setting.name)>", text: setting.text)
    let parsed = parse(source)
    if let wrong = parsed.diagnostics.first { throw wrong }
    guard parsed.program.statements.count == 1,
      case .expression(let expression) = parsed.program.statements[0].kind
    else { throw Self.mistyped(setting, type) }
    let value = try session.interpreter.evaluate(expression)
    guard let fitting = value.converted(to: type) else { throw Self.mistyped(setting, type) }
    return fitting
  }

  private static func unknown(_ name: String, _ known: [String]) -> Diagnostic {
    let help =
      didYouMean(name, in: known).map { "did you mean `\($0)`?" }
      ?? (known.isEmpty ? "the notebook has no `params` cell" : "it has \(known.joined(separator: ", "))")
    return Diagnostic("V0826", "the notebook has no parameter `\(name)`", help: help)
  }

  private static func mistyped(_ setting: ParameterSetting, _ type: TypeSpec) -> Diagnostic {
    Diagnostic("V0830", "`\(setting.name)` must be of type \(type.text), got `\(setting.text)`")
  }
}
