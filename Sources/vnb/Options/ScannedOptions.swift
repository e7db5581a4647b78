import Basics
import Language
import Notebooks

/// The options and words of one command, names known and values of the right kind.
struct ScannedOptions {
  /// Values by the option's long name; a flag's is empty.
  private(set) var values: [String: String] = [:]
  /// Words that are no options, in order.
  private(set) var words: [String] = []

  func has(_ id: String) -> Bool { values[id] != nil }
  func text(_ id: String) -> String? { values[id] }
  func number(_ id: String) -> Int? { values[id].flatMap { Int($0) } }
  func decimal(_ id: String) -> Double? { values[id].flatMap { Double($0) } }
}

extension ScannedOptions {
  /// Reads `--name value`, `--name=value`, `-n value`, `-nvalue`, flags and words in any order; all after `--` is words.
  init(_ arguments: [String], _ specs: [OptionSpec]) throws(UsageError) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        words += rest
        return
      }
      guard argument.hasPrefix("-"), argument != "-" else {
        words.append(argument)
        continue
      }
      let (spec, name, attached) = try Self.match(argument, specs)
      guard values[spec.id] == nil else { throw .repeatedOption(name) }
      values[spec.id] = try Self.value(spec, name, attached, &rest)
    }
  }

  /// The option a word names, as it was spelled, and the value attached to it with `=` or, for one letter, without.
  private static func match(
    _ argument: String, _ specs: [OptionSpec]
  ) throws(UsageError) -> (OptionSpec, name: String, attached: String?) {
    func find(_ name: String) -> OptionSpec? { specs.first { $0.names.contains(name) } }
    if let spec = find(argument) { return (spec, argument, nil) }
    if let equals = argument.firstIndex(of: "=") {
      let name = String(argument[..<equals])
      if let spec = find(name) { return (spec, name, String(argument[argument.index(after: equals)...])) }
      throw .unknownOption(name, nearest: nearest(name, specs))
    }
    let short = String(argument.prefix(2))
    if !argument.hasPrefix("--"), let spec = find(short), spec.placeholder != nil {
      return (spec, short, String(argument.dropFirst(2)))
    }
    throw .unknownOption(argument, nearest: nearest(argument, specs))
  }

  private static func nearest(_ name: String, _ specs: [OptionSpec]) -> String? {
    guard name.hasPrefix("--") else { return nil }
    return didYouMean(name, in: specs.flatMap(\.names).filter { $0.hasPrefix("--") })
  }

  private static func value(
    _ spec: OptionSpec, _ name: String, _ attached: String?, _ rest: inout ArraySlice<String>
  ) throws(UsageError) -> String {
    guard let placeholder = spec.placeholder else {
      guard attached == nil else { throw .needlessValue(option: name) }
      return ""
    }
    guard let text = attached ?? rest.popFirst() else {
      throw .missingValue(option: name, placeholder: placeholder)
    }
    switch spec.kind {
    case .flag: return ""
    case .text:
      guard !text.isEmpty else { throw .missingValue(option: name, placeholder: placeholder) }
    case .number(let range):
      guard let number = Int64(text), range.contains(number) else {
        throw .badNumber(option: name, value: text, range: range)
      }
    case .decimal:
      guard let number = Double(text), number >= 0, number.isFinite else {
        throw .badDecimal(option: name, value: text)
      }
    case .choice(let choices):
      guard choices.contains(text) else {
        throw .badChoice(
          option: name, value: text, choices: choices, nearest: didYouMean(text, in: choices))
      }
    }
    return text
  }

  /// Throws for the first option that must be given and is not.
  func require(_ specs: [OptionSpec], command: String) throws(UsageError) {
    for spec in specs where spec.isRequired && !has(spec.id) {
      throw .missingOption(spec.names.joined(separator: "/"), command: command)
    }
  }
}
