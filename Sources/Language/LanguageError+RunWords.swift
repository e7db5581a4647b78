// The words of errors found when a program is checked or run.

extension LanguageError {
  var runMessage: String { callMessage ?? valueMessage ?? statementMessage }

  private var callMessage: String? {
    switch self {
    case .unknownName(let name, _, _): "unknown name `\(name)`"
    case .notCallable(let type): "\(Self.article(type)) cannot be called"
    case .stageNotCallable(let type): "a stage of a pipe must be a call, this is \(Self.article(type))"
    case .missingArgument(let function, let parameter, let type):
      "`\(function)` needs `\(parameter)` (\(type))"
    case .unknownArgument(let function, let name, _, _): "`\(function)` has no argument `\(name)`"
    case .tooManyArguments(let function, let maximum, _):
      maximum == 0
        ? "`\(function)` takes no positional argument"
        : "`\(function)` takes at most \(maximum) positional argument\(maximum == 1 ? "" : "s")"
    case .argumentTwice(let function, let parameter): "`\(parameter)` of `\(function)` is given twice"
    case .wrongType(let function, let parameter, let expected, let got):
      "`\(parameter)` of `\(function)` must be \(Self.article(expected)), got \(Self.article(got))"
    case .notInRange(let parameter, let range, let got): Self.rangeMessage(parameter, range, got)
    case .notAChoice(let parameter, let choices, let got, _):
      "`\(parameter)` must be \(Self.choices(choices)), got \(quotedText(got))"
    case .notAColumn(let parameter, let got):
      "`\(parameter)` must be a column such as `.name`, got \(got)"
    case .itemFieldOutside(let name): "`.\(name)` has no row here"
    case .wrongResult(let function, let expected, let got):
      "`\(function)` must return \(Self.article(expected)), got \(Self.article(got))"
    case .notANumber(let function): "`\(function)` gave NaN or infinity"
    default: nil
    }
  }

  private static func rangeMessage(_ parameter: String, _ range: ClosedRange<Int64>, _ got: Int64) -> String {
    let low = groupedDigits(range.lowerBound)
    let high = groupedDigits(range.upperBound)
    if range.upperBound == .max { return "`\(parameter)` must be at least \(low), got \(groupedDigits(got))" }
    if range.lowerBound == .min { return "`\(parameter)` must be at most \(high), got \(groupedDigits(got))" }
    return "`\(parameter)` must be between \(low) and \(high), got \(groupedDigits(got))"
  }

  private static func choices(_ words: [String]) -> String {
    let quoted = words.map { quotedText($0) }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "nothing" }
    return quoted.dropLast().joined(separator: ", ") + " or " + last
  }

  private var valueMessage: String? {
    switch self {
    case .badOperands(let sign, let left, let right):
      "`\(sign)` does not work on \(Self.article(left)) and \(Self.article(right))"
    case .badOperand(let sign, let got): "`\(sign)` does not work on \(Self.article(got))"
    case .overflow(let sign): "the result of `\(sign)` does not fit"
    case .divisionByZero: "division by zero"
    case .indexOutOfRange(let index, let count):
      "index \(index) is outside: there \(count == 1 ? "is 1 element" : "are \(groupedDigits(Int64(count))) elements")"
    case .badIndex(let base, let index): "\(Self.article(base)) cannot be indexed by \(Self.article(index))"
    case .noSuchField(let name, let kind, _, _): "\(Self.article(kind)) has no field `\(name)`"
    case .noFields(let name, let type): "\(Self.article(type)) has no fields, so no `\(name)`"
    case .fieldOfTable(let name): "a table is a query: `.\(name)` cannot be read from it directly"
    case .notIterable(let type): "\(Self.article(type)) cannot be gone through"
    case .notACondition(let type): "a condition must be a bool, this is \(Self.article(type))"
    case .badFormatFor(let format, let type): "the format `\(format)` does not fit \(Self.article(type))"
    case .tooLarge(let what, let limit): "\(what) is limited to \(groupedDigits(Int64(limit)))"
    case .recursionTooDeep:
      "too many calls inside one another (limit \(groupedDigits(Int64(Limits.callDepth))))"
    case .valueTooDeep: "this value is nested too deeply (limit \(Limits.valueDepth))"
    default: nil
    }
  }

  private var statementMessage: String {
    switch self {
    case .assignUnknown(let name, _): "`\(name)` is not a variable yet"
    case .assignToVerb(let name): "`\(name)` is a verb and cannot be changed"
    case .cannotChange(let type): "parts of \(Self.article(type)) cannot be changed"
    case .wrongLetType(let name, let expected, let got):
      "`\(name)` is declared as \(expected), the value is \(Self.article(got))"
    case .moduleNotFound(let name): "there is no module `\(name)`"
    case .moduleCycle(let name): "the module `\(name)` uses itself"
    case .modulesUnavailable(let name): "the module `\(name)` has errors"
    case .parameterWithoutValue(let name): "the parameter `\(name)` has no value"
    case .unknownParameter(let name, _, _): "there is no parameter `\(name)`"
    case .wrongParameterType(let name, let expected, let got):
      "the parameter `\(name)` must be \(Self.article(expected)), got \(Self.article(got))"
    default: "\(self)"
    }
  }

  /// `a table`, `an int`; words that already read as a phrase stay.
  static func article(_ type: String) -> String { withArticle(type) }
}

/// The name of a type in a sentence: `a list`, `an int`, `null`.
public func withArticle(_ type: String) -> String {
  if type == "null" || type == "any" || type.contains(" ") { return type }
  return (type.first.map { "aeiou".contains($0) } ?? false ? "an " : "a ") + type
}
