/// Everything that can be wrong with a program. The words are in `LanguageError+Words.swift`.
public enum LanguageError: Error, Sendable {
  // Syntax.
  case unexpectedCharacter(String)
  case unterminatedString
  case badEscape(String)
  case numberTooLarge(String)
  case badNumber(String)
  case expected(String, found: String)
  case tooDeep
  case sourceTooLarge(Int)
  case chain(String)
  case emptyHole
  case unclosedHole
  case afterHole
  case badFormat(String)
  case jumpOutsideLoop(String)
  case returnOutsideFunction
  case unknownType(String, hasElement: Bool)
  case duplicateName(String, String)
  case badAssignmentTarget
  case valueAfterValue
  case pipeWithoutValue
  case restWithDefault
  case restNotLast(String)

  // Names and calls.
  /// `place` says where a thing of that name is, when it is known elsewhere.
  case unknownName(String, suggestion: String?, place: String? = nil)
  case notCallable(String)
  case stageNotCallable(String)
  case missingArgument(function: String, parameter: String, type: String)
  case unknownArgument(function: String, name: String, suggestion: String?, known: [String])
  case tooManyArguments(function: String, maximum: Int, options: [String])
  case argumentTwice(function: String, parameter: String)
  case wrongType(function: String, parameter: String, expected: String, got: String)
  case notInRange(parameter: String, range: ClosedRange<Int64>, got: Int64)
  case notAChoice(parameter: String, choices: [String], got: String, suggestion: String?)
  case notAColumn(parameter: String, got: String)
  case itemFieldOutside(String)
  case wrongResult(function: String, expected: String, got: String)
  case notANumber(function: String)

  // Values.
  case badOperands(String, left: String, right: String)
  case badOperand(String, got: String)
  case overflow(String)
  case divisionByZero
  case indexOutOfRange(Int64, count: Int)
  case badIndex(base: String, index: String)
  case noSuchField(String, kind: String, suggestion: String?, known: [String])
  case noFields(String, String)
  case fieldOfTable(String)
  case notIterable(String)
  case notACondition(String)
  case badFormatFor(String, type: String)
  case tooLarge(String, limit: Int)
  case recursionTooDeep
  case valueTooDeep

  // Statements, modules, parameters.
  case assignUnknown(String, suggestion: String?)
  case assignToVerb(String)
  case cannotChange(String)
  case wrongLetType(name: String, expected: String, got: String)
  case moduleNotFound(String)
  case moduleCycle(String)
  case modulesUnavailable(String)
  case parameterWithoutValue(String)
  case unknownParameter(String, suggestion: String?, known: [String])
  case wrongParameterType(String, expected: String, got: String)
}

extension LanguageError {
  public func diagnostic(at span: SourceSpan?) -> Diagnostic {
    Diagnostic(code, message, at: span, label: label, notes: notes, help: help)
  }

  /// A token as an error names it.
  static func describe(_ kind: TokenKind, _ text: String) -> String {
    switch kind {
    case .end: "the end of the text"
    case .newline: "the end of the line"
    case .string: "a string"
    default: "`\(text)`"
    }
  }
}
