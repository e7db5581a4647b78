import FoundationEssentials

/// A TextMate grammar, read as an editor reads it: as much as ours uses (https://macromates.com/manual/en/language_grammars).
struct EditorGrammar: Decodable {
  final class Rule: Decodable {
    struct Capture: Decodable { let name: String }
    let match: String?
    let begin: String?
    let end: String?
    let name: String?
    let contentName: String?
    let include: String?
    let patterns: [Rule]?
    let captures: [String: Capture]?
    let beginCaptures: [String: Capture]?
  }

  let scopeName: String
  let patterns: [Rule]
  let repository: [String: Rule]

  init(_ text: String) throws {
    self = try JSONDecoder().decode(EditorGrammar.self, from: Data(text.utf8))
  }

  /// Every rule there is.
  var rules: [Rule] {
    var found: [Rule] = []
    var rest = patterns + repository.values
    while let rule = rest.popLast() {
      found.append(rule)
      rest += rule.patterns ?? []
    }
    return found
  }

  /// Rules that `include` leads to; those of other grammars are left out.
  func resolved(_ rules: [Rule]) throws -> [Rule] {
    try rules.flatMap { rule -> [Rule] in
      if let name = rule.include {
        guard name.hasPrefix("#") else { return [] }
        guard let found = repository[String(name.dropFirst())] else { throw Missing(name: name) }
        return try resolved([found])
      }
      return rule.match == nil && rule.begin == nil ? try resolved(rule.patterns ?? []) : [rule]
    }
  }

  struct Missing: Error { let name: String }
}

/// Gives each piece of a text its innermost scope, line by line.
struct GrammarScopes {
  private struct Open {
    let rule: EditorGrammar.Rule
    let end: String
  }

  private let grammar: EditorGrammar
  private var stack: [Open] = []
  private var isFirstLine = true
  /// Pieces with a scope of their own, in order.
  private(set) var pieces: [(text: String, scope: String)] = []

  init(_ grammar: EditorGrammar, _ text: String) throws {
    self.grammar = grammar
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      try take(String(line))
      isFirstLine = false
    }
  }

  private mutating func take(_ line: String) throws {
    var at = line.startIndex
    while at <= line.endIndex {
      var best: (match: Regex<AnyRegexOutput>.Match, rule: EditorGrammar.Rule?)?
      if let end = stack.last?.end, let match = try first(end, line, at) { best = (match, nil) }
      let inner = stack.last.map { $0.rule.patterns ?? [] } ?? grammar.patterns
      for rule in try grammar.resolved(inner) {
        guard let pattern = rule.match ?? rule.begin, let match = try first(pattern, line, at) else {
          continue
        }
        if best.map({ match.range.lowerBound < $0.match.range.lowerBound }) ?? true { best = (match, rule) }
      }
      guard let (match, rule) = best else { return add(line[at...], scope) }
      add(line[at..<match.range.lowerBound], scope)
      if let rule {
        add(match, rule)
        if rule.begin != nil { stack.append(Open(rule: rule, end: Self.end(rule, match))) }
      } else {
        add(line[match.range], stack.popLast()?.rule.name)
      }
      if match.range.isEmpty, match.range.upperBound == line.endIndex { return }
      at = match.range.isEmpty ? line.index(after: match.range.upperBound) : match.range.upperBound
    }
  }

  private var scope: String? { stack.last.flatMap { $0.rule.contentName ?? $0.rule.name } }

  private mutating func add(_ text: Substring, _ scope: String?) {
    if let scope, !text.isEmpty { pieces.append((String(text), scope)) }
  }

  private mutating func add(_ match: Regex<AnyRegexOutput>.Match, _ rule: EditorGrammar.Rule) {
    let captures = rule.captures ?? rule.beginCaptures ?? [:]
    guard !captures.isEmpty else { return add(Substring(match.output[0].substring ?? ""), rule.name) }
    for number in match.output.indices where captures[String(number)] != nil {
      add(match.output[number].substring ?? "", captures[String(number)]?.name)
    }
  }

  /// What `begin` caught stands in for `\1`.
  private static func end(_ rule: EditorGrammar.Rule, _ match: Regex<AnyRegexOutput>.Match) -> String {
    guard match.output.count > 1 else { return rule.end ?? "$" }
    return (rule.end ?? "$").replacing("\\1", with: match.output[1].substring ?? "")
  }

  /// The first match from `at` on. A piece of a line does not know what stands before it, so what looks back is asked here.
  private func first(_ pattern: String, _ line: String, _ at: String.Index) throws -> Regex<AnyRegexOutput>
    .Match?
  {
    let regex = try Regex(pattern)
    var start = at
    while true {
      let isStart = start == line.startIndex
      let last = isStart ? " " : line[line.index(before: start)]
      let isAllowed =
        (isStart || !(pattern.hasPrefix("^") || pattern.hasPrefix("\\A")))
        && (isFirstLine || !pattern.hasPrefix("\\A"))
        && !(pattern.hasPrefix("\\b") && (last.isLetter || last.isNumber || last == "_"))
      if isAllowed, let match = try regex.prefixMatch(in: line[start...]) { return match }
      guard start < line.endIndex else { return nil }
      start = line.index(after: start)
    }
  }
}
