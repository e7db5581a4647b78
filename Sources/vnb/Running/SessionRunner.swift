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
    guard let params else { throw RunError.unknownParameter(settings[0].name, known: []).diagnostic }
    let declared = parse(params).program.parameters
    for setting in settings {
      guard let declaration = declared.first(where: { $0.name.text == setting.name }) else {
        throw RunError.unknownParameter(setting.name, known: declared.map(\.name.text)).diagnostic
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
    let mistyped = RunError.mistypedParameter(setting.name, type: type.text, got: setting.text).diagnostic
    let source = SourceText(name: "<\(setting.name)>", text: setting.text)
    let parsed = parse(source)
    if let wrong = parsed.diagnostics.first { throw wrong }
    guard parsed.program.statements.count == 1,
      case .expression(let expression) = parsed.program.statements[0].kind
    else { throw mistyped }
    let value = try session.interpreter.evaluate(expression)
    guard let fitting = value.converted(to: type) else { throw mistyped }
    return fitting
  }
}
