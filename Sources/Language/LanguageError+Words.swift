// The words of every language error: codes, messages, next steps.

extension LanguageError {
  public var code: String {
    switch self {
    case .unexpectedCharacter: "V0101"
    case .unterminatedString: "V0102"
    case .badEscape: "V0103"
    case .numberTooLarge: "V0104"
    case .badNumber: "V0105"
    case .expected: "V0106"
    case .tooDeep: "V0108"
    case .sourceTooLarge: "V0109"
    case .chain: "V0110"
    case .emptyHole, .unclosedHole, .afterHole: "V0111"
    case .jumpOutsideLoop, .returnOutsideFunction: "V0112"
    case .unknownType: "V0114"
    case .duplicateName: "V0115"
    case .badAssignmentTarget: "V0116"
    case .valueAfterValue: "V0117"
    case .badFormat: "V0118"
    case .pipeWithoutValue: "V0119"
    case .restWithDefault, .restNotLast: "V0120"
    case .unknownName: "V0201"
    case .notCallable, .stageNotCallable: "V0202"
    case .missingArgument: "V0203"
    case .unknownArgument: "V0204"
    case .tooManyArguments: "V0205"
    case .wrongType: "V0206"
    case .notInRange: "V0207"
    case .notAChoice: "V0208"
    case .argumentTwice: "V0209"
    case .itemFieldOutside, .notAColumn: "V0210"
    case .badOperands, .badOperand: "V0211"
    case .overflow: "V0212"
    case .divisionByZero: "V0213"
    case .indexOutOfRange: "V0214"
    case .badIndex: "V0215"
    case .noSuchField, .noFields, .fieldOfTable: "V0216"
    case .notIterable: "V0217"
    case .notACondition: "V0218"
    case .assignUnknown: "V0219"
    case .assignToVerb, .cannotChange: "V0220"
    case .recursionTooDeep: "V0221"
    case .tooLarge, .valueTooDeep: "V0222"
    case .badFormatFor: "V0223"
    case .moduleNotFound, .modulesUnavailable: "V0224"
    case .moduleCycle: "V0225"
    case .unknownParameter: "V0226"
    case .wrongParameterType: "V0227"
    case .wrongResult: "V0228"
    case .wrongLetType: "V0229"
    case .parameterWithoutValue: "V0231"
    case .notANumber: "V0232"
    }
  }

  public var message: String { isSyntax ? syntaxMessage : runMessage }

  /// Words under the carets, where the message does not say it all.
  var label: String {
    switch self {
    case .wrongType(_, _, let expected, let got): "expected \(expected), got \(got)"
    case .badOperands(_, let left, let right): "\(left) and \(right)"
    case .expected(_, let found): "found \(found)"
    default: ""
    }
  }

  public var notes: [String] {
    switch self {
    case .unknownArgument(let function, _, _, let known) where !known.isEmpty:
      ["`\(function)` takes \(Self.list(known))"]
    case .noSuchField(_, _, _, let known) where !known.isEmpty: ["it has \(Self.list(known))"]
    case .unknownParameter(_, _, let known) where !known.isEmpty: ["the parameters are \(Self.list(known))"]
    default: []
    }
  }

  private var isSyntax: Bool { code.hasPrefix("V01") }

  private var syntaxMessage: String {
    switch self {
    case .unexpectedCharacter(let text): "`\(text)` has no meaning here"
    case .unterminatedString: "this string is not closed"
    case .badEscape(let text): "unknown escape `\(text)`"
    case .numberTooLarge(let text): "`\(text)` does not fit: whole numbers have 64 bits, others are doubles"
    case .badNumber(let text): "`\(text)` is not a number"
    case .expected(let what, _): "expected \(what)"
    case .tooDeep: "this is nested too deeply (more than \(Limits.sourceDepth) levels)"
    case .sourceTooLarge(let size):
      "the source has \(groupedDigits(Int64(size))) bytes, more than \(groupedDigits(Int64(Limits.sourceBytes)))"
    case .chain(let sign): "`\(sign)` cannot follow another comparison or range directly"
    case .emptyHole: "the braces in this string hold no expression"
    case .unclosedHole: "this `{` in the string is not closed on its line"
    case .afterHole: "expected `}` or `:` and a format after the expression"
    case .badFormat(let text): "`\(text)` is not a format"
    case .jumpOutsideLoop(let word): "`\(word)` stands outside a loop"
    case .returnOutsideFunction: "`return` stands outside a function"
    case .unknownType(let name, let hasElement):
      hasElement ? "`\(name)` is not a type with an element type" : "unknown type `\(name)`"
    case .duplicateName(let what, let name): "the \(what) `\(name)` is given twice"
    case .badAssignmentTarget: "only a name, a field or an index can stand before `=`"
    case .valueAfterValue: "a value cannot follow another without a comma or an operator"
    case .pipeWithoutValue: "nothing stands before this `|`"
    case .restWithDefault: "a `...` parameter cannot have a default"
    case .restNotLast(let name): "`...\(name)` must be the last parameter"
    default: ""
    }
  }

  /// `a`, `b` and `c`
  static func list(_ words: [String], _ joiner: String = "and") -> String {
    let quoted = words.prefix(12).map { "`\($0)`" } + (words.count > 12 ? ["…"] : [])
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "nothing" }
    return quoted.dropLast().joined(separator: ", ") + " \(joiner) " + last
  }
}
