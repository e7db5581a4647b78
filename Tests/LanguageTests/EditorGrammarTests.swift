import Support
import Testing

@testable import Language

/// The grammar that editors colour by knows the words that the lexer knows.
@Suite struct EditorGrammarTests {
  @Test func keywordsAreThoseOfTheLexer() throws {
    let text = try Files.readText("\(packageFolder)/editors/vnb.tmLanguage.json")
    let lines = text.split(separator: "\n").filter { $0.contains("\"match\": \"\\\\b(") }
    let line = try #require(lines.first { $0.contains("|while)") })
    let start = try #require(line.firstIndex(of: "("))
    let end = try #require(line.firstIndex(of: ")"))
    let words = line[line.index(after: start)..<end].split(separator: "|").map(String.init)
    #expect(words == TokenKind.keywords.keys.sorted())
  }
}
