import Basics

// The next step for every language error that has one.

extension LanguageError {
  public var help: String? { syntaxHelp ?? callHelp ?? valueHelp }

  private var syntaxHelp: String? {
    switch self {
    case .unexpectedCharacter(let text): Self.characterHelp(text)
    case .unterminatedString: "close it on its line, or use a block string `\"\"\"`"
    case .badEscape: "escapes are \\n \\t \\r \\0 \\\\ \\\" \\' \\{ \\} \\u{1F600}; a raw string '…' has none"
    case .badNumber(let text): text.hasPrefix(".") ? "write `0\(text)`" : nil
    case .chain: "join two comparisons with `and`"
    case .emptyHole, .unclosedHole: "write `\\{` for a brace in text"
    case .afterHole: "put a pipe or a call in parentheses: `{(t | count):>8}`"
    case .badFormat: "a format is [< > ^][width][,][.digits][% or e], such as `.3`, `>8`, `,` or `>10,.2`"
    case .unknownType(let name, _):
      didYouMean(name, in: TypeSpec.names).map { "did you mean `\($0)`?" }
        ?? "types are \(TypeSpec.names.joined(separator: ", ")), and list<type>"
    case .valueAfterValue:
      "a call without parentheses may stand only at the start of a statement or after `|`; elsewhere write `f(x)`"
    case .expected("`)`", found: "`|`"):
      "a pipe inside a call needs parentheses of its own: `f((rows | head 2))`"
    case .pipeWithoutValue: "put the value or the verb that makes it before the `|`"
    default: nil
    }
  }

  private static func characterHelp(_ text: String) -> String? {
    switch text {
    case "&": "write `and`"
    case "!": "write `not`"
    case "$", "@": "names have no sign before them"
    case "?": "help is asked at the prompt: `?name`"
    case "“", "”", "„": "use straight quotes `\"`"
    default: nil
    }
  }

  private var callHelp: String? {
    switch self {
    case .unknownName(_, _, let place?): place
    case .unknownName(_, let suggestion, _), .assignUnknown(_, let suggestion):
      Self.nameHelp(suggestion, self)
    case .unknownArgument(let function, _, nil, _): "`?\(function)` shows how to call it"
    case .unknownArgument(_, _, let suggestion, _), .unknownParameter(_, let suggestion, _),
      .noSuchField(_, _, let suggestion, _), .notAChoice(_, _, _, let suggestion):
      suggestion.map { "did you mean `\($0)`?" }
    case .tooManyArguments(_, _, let options) where !options.isEmpty:
      "options are named: `\(options[0]): …`"
    case .missingArgument(let function, _, _), .tooManyArguments(let function, _, _):
      "`?\(function)` shows how to call it"
    case .stageNotCallable: "write a verb after `|`, such as `| head 5`"
    case .itemFieldOutside:
      "`.name` means the current row, in a stage such as `where .n > 2`; "
        + "for a field write it right after its record: `r.name`"
    default: nil
    }
  }

  private static func nameHelp(_ suggestion: String?, _ error: LanguageError) -> String? {
    if let suggestion { return "did you mean `\(suggestion)`?" }
    switch error {
    case .assignUnknown(let name, _): return "write `let \(name) = …` to make it"
    case .unknownName("_", _, _): return "`_` is the last value shown; there is none yet"
    default: return "text needs quotes: `\"…\"`"
    }
  }

  private var valueHelp: String? {
    switch self {
    case .badOperands("-", "fn", _):
      "`-` after a name is subtraction: write `f(-1)` to pass a negative number"
    case .badOperands("+", let left, let right) where left == "string" || right == "string":
      "write the value into text: \"n = {n}\""
    case .badOperands(_, "null", _), .badOperands(_, _, "null"): "test for null first: `if x == null { … }`"
    case .badOperands(_, "table", _), .badOperands(_, _, "table"): "use a verb: `t | derive x: .a + .b`"
    case .indexOutOfRange(_, let count) where count > 0:
      "elements are numbered from 0 to \(count - 1); -1 is the last"
    case .fieldOfTable(let name): "use `select .\(name)` for a table with that column"
    case .noFields(_, "null"): "test for null first: `if x != null { … }`"
    case .notACondition: "compare it: `x != 0`, `x != null`, `x != \"\"`"
    case .recursionTooDeep: "is there a case in which the function stops calling itself?"
    case .assignToVerb(let name): "write `let \(name) = …` to use the name for a variable"
    case .parameterWithoutValue(let name): "give it: `\(name)=…`"
    case .notANumber: "look for empty input or values that are not finite"
    default: nil
    }
  }
}
