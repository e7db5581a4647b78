import Support
import Testing

@testable import Language

/// The grammar that editors colour by.
@Suite struct EditorGrammarTests {
  private func grammar() throws -> EditorGrammar {
    try EditorGrammar(Files.readText("\(packageFolder)/editors/vnb.tmLanguage.json"))
  }

  /// It knows the words that the lexer knows.
  @Test func keywordsAreThoseOfTheLexer() throws {
    let rule = try #require(try grammar().rules.first { $0.name == "keyword.control.vnb" })
    let words = try #require(rule.match).dropFirst("\\b(".count).dropLast(")\\b".count).split(separator: "|")
    #expect(words.map(String.init) == TokenKind.keywords.keys.sorted())
  }

  @Test func everyPatternIsARegularExpression() throws {
    let grammar = try grammar()
    #expect(grammar.scopeName == "text.html.markdown.vnb")
    for rule in grammar.rules {
      for pattern in [rule.match, rule.begin, rule.end?.replacing("\\1", with: "```")].compactMap({ $0 }) {
        #expect(throws: Never.self, "\(pattern)") { try Regex(pattern) }
      }
      #expect(throws: Never.self) { try grammar.resolved([rule]) }
    }
  }

  @Test func aNotebookIsColoured() throws {
    let notebook = #"""
      ---
      vnb: 1
      title: A # b
      ---
      Prose with let and 12.

      ````vnb name=a
      let best_2 = load "a {n | len} \" b.gz", key: 'pid'  # why
      docs | where .n >= 1.5e3 | clusters.summary(km, .text) ## doc
      ```
      """if
      "x" """
      print xif
      ````
      ````out 0123abcd
      let 3
      ````
      ```lock
      vnb 0.1.0 engine 1
      ```
      Prose again: if
      """#
    let pieces = try GrammarScopes(grammar(), notebook).pieces
    let scopes = { (text: String) in pieces.filter { $0.text == text }.map { $0.scope } }
    for (text, scope) in [
      ("title", "keyword.other.setting.vnb"), ("A # b", "string.unquoted.vnb"),
      (" name=a", "entity.other.attribute-name.vnb"), ("let", "keyword.control.vnb"),
      ("key", "variable.parameter.vnb"), ("pid", "string.quoted.single.vnb"),
      ("\\\"", "constant.character.escape.vnb"), ("# why", "comment.line.number-sign.vnb"),
      ("## doc", "comment.line.documentation.vnb"), ("n", "variable.other.member.vnb"),
      ("1.5e3", "constant.numeric.vnb"), (">=", "keyword.operator.vnb"), ("len", "support.function.vnb"),
      ("clusters.summary", "support.function.vnb"), ("text", "variable.other.member.vnb"),
      ("if", "string.quoted.triple.vnb"), ("print xif", "source.vnb"),
      (" 0123abcd", "constant.numeric.hash.vnb"), ("let 3", "markup.raw.block.vnb"),
      ("vnb 0.1.0 engine 1", "markup.raw.block.vnb"),
    ] {
      #expect(scopes(text).contains(scope), "\(text): \(scopes(text))")
    }
    // Prose has no scope of ours, and a block is not ended by a shorter fence.
    #expect(!pieces.contains { $0.text.contains("Prose") } && scopes("```").first == "source.vnb")
  }
}
