import Basics

extension Parameter {
  /// What is wrong with a value for this parameter, or nil. Used at run time and on literals before.
  func complaint(_ value: Value, function: String, name: String? = nil) -> LanguageError? {
    let shown = name ?? self.name
    guard value.converted(to: type) != nil else {
      if type == .column {
        return .notAColumn(parameter: shown, got: Parameter.phrase(value))
      }
      return .wrongType(function: function, parameter: shown, expected: type.text, got: value.typeName)
    }
    if case .int(let number) = value, let range, !range.contains(number) {
      return .notInRange(parameter: shown, range: range, got: number)
    }
    if case .string(let word) = value, !choices.isEmpty, !choices.contains(word) {
      return .notAChoice(
        parameter: shown, choices: choices, got: word, suggestion: didYouMean(word, in: choices))
    }
    return nil
  }

  private static func phrase(_ value: Value) -> String {
    if case .row = value { return "an expression" }
    return LanguageError.article(value.typeName)
  }
}
