/// The tokenizer of BERT: cleans the text, splits it into words and signs, and cuts each word greedily into the longest
/// pieces of the vocabulary. Equal to the reference (`BertNormalizer`, `BertPreTokenizer`, `WordPiece` of the tokenizers
/// library); independent of the locale.
public struct WordPieceTokenizer: Sendable {
  struct Options: Sendable {
    var lowercase = true
    /// Canonical decomposition, then removal of nonspacing marks.
    var stripAccents = true
    /// Han characters become words of their own.
    var splitHan = true
    /// Longest sequence, [CLS] and [SEP] included; at least 2.
    var maxLength = 512
    var unknown = "[UNK]"
    var start = "[CLS]"
    var end = "[SEP]"
    /// Found in the raw text, these stand for themselves.
    var special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
  }

  /// A word of more characters is unknown as a whole.
  static let maxWordCharacters = 100

  let vocabulary: WordPieceVocabulary
  let options: Options
  let unknown: Int32
  let start: Int32
  let end: Int32
  /// Longest first.
  let special: [(bytes: [UInt8], id: Int32)]
  /// Which bytes begin one of them.
  let beginsSpecial: [Bool]

  /// nil when the vocabulary lacks the unknown, start or end token.
  init?(vocabulary: WordPieceVocabulary, options: Options) {
    guard let unknown = vocabulary.id(of: options.unknown), let start = vocabulary.id(of: options.start),
      let end = vocabulary.id(of: options.end)
    else { return nil }
    self.vocabulary = vocabulary
    self.options = options
    (self.unknown, self.start, self.end) = (unknown, start, end)
    let named = Set(options.special + [options.unknown, options.start, options.end]).sorted()
    special = named.compactMap { name in vocabulary.id(of: name).map { (Array(name.utf8), $0) } }
      .filter { !$0.bytes.isEmpty }.sorted { $0.bytes.count > $1.bytes.count }
    var begins = [Bool](repeating: false, count: 256)
    for (bytes, _) in special { begins[Int(bytes[0])] = true }
    beginsSpecial = begins
  }

  /// Ids of a text, from [CLS] to [SEP], cut to the longest sequence.
  public func ids(of text: String) -> [Int32] {
    var run = WordPieceRun(self)
    var result: [Int32] = []
    run.append(text, to: &result)
    return result
  }
}
