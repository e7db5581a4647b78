import Testing

@testable import Embedding

@Suite struct TokenizerTests {
  static let pieces = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "##aff", "##able", "able", "the", "The", "Caf", "##é",
    "cafe",
    ".", "中", "##ß", "s", "σ", "##σ", "a", "##a", ",", "—", "\u{1D165}", "##\u{1D16D}", "##\u{1D165}", "x",
    "é",
  ]

  private func pieces(_ text: String, _ change: (inout WordPieceTokenizer.Options) -> Void = { _ in }) throws
    -> [String]
  {
    var options = WordPieceTokenizer.Options()
    change(&options)
    let table = WordPieceVocabulary(pieces: Self.pieces.map { Array($0.utf8) })
    let tokenizer = try #require(WordPieceTokenizer(vocabulary: table, options: options))
    let ids = tokenizer.ids(of: text)
    #expect(ids.first == 2 && ids.last == 3)
    return ids.dropFirst().dropLast().map { Self.pieces[Int($0)] }
  }

  @Test func longestPiecesFirstAndUnknownAsAWhole() throws {
    #expect(try pieces("unaffable") == ["un", "##aff", "##able"])
    #expect(try pieces("unaffableq the") == ["[UNK]", "the"])
    #expect(try pieces("able.the,the") == ["able", ".", "the", ",", "the"])
    #expect(try pieces("the—the") == ["the", "—", "the"])
  }

  @Test func caseAndAccents() throws {
    #expect(try pieces("THE Café cafe\u{301} CAFÉ") == ["the", "cafe", "cafe", "cafe"])
    let cased = try pieces("The the Café") { ($0.lowercase, $0.stripAccents) = (false, false) }
    #expect(cased == ["The", "the", "Caf", "##é"])
    #expect(try pieces("ΣΣ ẞ sẞ") == ["σ", "##σ", "[UNK]", "s", "##ß"])
  }

  @Test func controlsAndSpaces() throws {
    #expect(try pieces("un\u{0}aff\u{200B}a\u{AD}ble\u{FFFD}\u{7}") == ["un", "##aff", "##able"])
    #expect(try pieces("the\u{A0}the\u{2028}the\tthe\r\nthe\u{3000}") == Array(repeating: "the", count: 5))
    #expect(try pieces("the\u{E000}the") == ["[UNK]"])
  }

  @Test func hanCharactersStandAlone() throws {
    #expect(try pieces("the中中the") == ["the", "中", "中", "the"])
    #expect(try pieces("the中") { $0.splitHan = false } == ["[UNK]"])
  }

  /// U+1D16D has combining class 226, U+1D165 216: NFD puts the lower class first.
  @Test func combiningCharactersThatStayGetCanonicalOrder() throws {
    #expect(try pieces("a\u{1D16D}\u{1D165}") == ["a", "##\u{1D165}", "##\u{1D16D}"])
  }

  @Test func specialTokensInTheTextStandForThemselves() throws {
    #expect(try pieces("the[SEP]the [MASK][PAD]") == ["the", "[SEP]", "the", "[MASK]", "[PAD]"])
    #expect(try pieces("[sep]") == ["[UNK]", "[UNK]", "[UNK]"])
  }

  @Test func wordsOfMoreThan100CharactersAreUnknown() throws {
    #expect(try pieces(String(repeating: "a", count: 100)) == ["a"] + Array(repeating: "##a", count: 99))
    #expect(try pieces(String(repeating: "a", count: 101)) == ["[UNK]"])
    #expect(try pieces(String(repeating: "é", count: 101)) == ["[UNK]"])
    #expect(try pieces(String(repeating: "é", count: 1_000_000)) == ["[UNK]"])
  }

  @Test func longTextsAreCut() throws {
    let text = String(repeating: "unaffable ", count: 3000)
    #expect(try pieces(text) { $0.maxLength = 6 } == ["un", "##aff", "##able", "un"])
    #expect(try pieces(text) { $0.maxLength = 2 } == [])
    #expect(try pieces(text).count == 510)
    #expect(try pieces(String(repeating: "[SEP]", count: 3000)).count == 510)
  }

  @Test func textsAcrossTheReadersStepAreCutAtSpacesOnly() throws {
    for length in 4080...4110 {
      let text = String(repeating: " ", count: length) + "unaffable the"
      #expect(try pieces(text) == ["un", "##aff", "##able", "the"])
    }
  }

  @Test func vocabularyWithoutTheSpecialTokensIsRefused() {
    let table = WordPieceVocabulary(pieces: [Array("the".utf8)])
    #expect(WordPieceTokenizer(vocabulary: table, options: .init()) == nil)
  }

  @Test func everyPieceIsFoundAndNothingElse() {
    let pieces = (0..<5000).map { Array("w\($0 * 7)".utf8) } + (0..<5000).map { Array("##w\($0 * 7)".utf8) }
    let table = WordPieceVocabulary(pieces: pieces)
    for number in 0..<5000 {
      #expect(table.id(of: "w\(number)") == (number % 7 == 0 && number < 35_000 ? Int32(number / 7) : nil))
    }
  }
}
