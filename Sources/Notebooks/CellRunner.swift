import Language

/// What runs a notebook's cells: a fresh session behind a narrow face.
public protocol CellRunner: AnyObject, Sendable {
  /// Parses and checks all cells together, in order, before any runs. Returns what is wrong; empty when nothing is.
  func check(_ cells: [SourceText]) -> [Diagnostic]

  /// Takes values for the notebook's `param`s, as they were typed on the command line. Called before the first cell.
  ///
  /// - Throws: `Diagnostic` when a name is no parameter or a value has not its type.
  func setParameters(_ settings: [ParameterSetting], in params: SourceText?) throws

  /// Runs one cell on what earlier cells left; its values and lines go to the session's output.
  ///
  /// - Throws: `Diagnostic` when the cell fails, `Interrupted` after ``interrupt()``.
  func run(_ cell: SourceText) throws

  /// From any thread: stops the running cell. Committed batches stay.
  func interrupt()
}

/// `k=12` of a command line.
public struct ParameterSetting: Sendable, Equatable {
  public let name: String
  /// As typed: a literal of the language, or the text itself for a string parameter.
  public let text: String
  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}
