/// The working memory of one tokenizer pass, kept from text to text: the word being read and the ids found so far.
struct WordPieceRun {
  let tokenizer: WordPieceTokenizer
  /// Ids of the text at hand, without [CLS] and [SEP].
  var found: [Int32] = []
  /// Cleaned UTF-8 of the word being read.
  var word: [UInt8] = []
  /// Its length in characters.
  var characters = 0
  /// Marks that await their canonical order: combining class and scalar.
  var pending: [(class: UInt8, scalar: Unicode.Scalar)] = []
  private var prefixes: [WordPieceVocabulary.Hash] = []
  private let room: Int

  init(_ tokenizer: WordPieceTokenizer) {
    self.tokenizer = tokenizer
    room = tokenizer.options.maxLength - 2
  }

  /// True when more text cannot change the result.
  var isFull: Bool { found.count >= room }

  mutating func append(_ text: String, to result: inout [Int32]) {
    found.removeAll(keepingCapacity: true)
    var text = text
    text.withUTF8 { readAroundSpecials($0) }
    result.append(tokenizer.start)
    result.append(contentsOf: found.prefix(room))
    result.append(tokenizer.end)
  }

  /// Splits at special tokens written out in the text.
  private mutating func readAroundSpecials(_ text: UnsafeBufferPointer<UInt8>) {
    var from = 0
    var at = 0
    while at < text.count, !isFull {
      if let match = special(at, in: text) {
        read(text, from..<at)
        found.append(match.id)
        at += match.length
        from = at
      } else {
        at += 1
        if at - from == 4096 {
          at = wordBoundary(text, at)
          read(text, from..<at)
          from = at
        }
      }
    }
    if !isFull { read(text, from..<text.count) }
  }

  /// A place from `at` on where a text may be cut without changing words: after a space, or the end.
  private func wordBoundary(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
    var at = at
    while at < text.count, text[at] != 32, special(at, in: text) == nil { at += 1 }
    return at
  }

  private func special(_ at: Int, in text: UnsafeBufferPointer<UInt8>) -> (length: Int, id: Int32)? {
    if !tokenizer.beginsSpecial[Int(text[at])] { return nil }
    for (bytes, id) in tokenizer.special where bytes[0] == text[at] && bytes.count <= text.count - at {
      if bytes.elementsEqual(text[at..<at + bytes.count]) { return (bytes.count, id) }
    }
    return nil
  }

  /// Reads words up to the end of the range, which ends a word.
  private mutating func read(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    let lowercase = tokenizer.options.lowercase
    var at = range.lowerBound
    while at < range.upperBound, !isFull {
      let byte = text[at]
      if byte >= 0x80 {
        at = readBeyondASCII(text, at, range.upperBound)
        continue
      }
      at += 1
      switch byte {
      case 97...122, 48...57: take(byte)
      case 65...90: take(lowercase ? byte | 32 : byte)
      case 32, 9, 10, 13: endWord()
      case 0...31, 127: break
      default:
        endWord()
        take(byte)
        endWord()
      }
    }
    endWord()
  }

  @inline(__always) private mutating func take(_ byte: UInt8) {
    if characters <= WordPieceTokenizer.maxWordCharacters { word.append(byte) }
    characters += 1
  }

  /// Adds one cleaned character to the word, or ends the word at a space or sign.
  mutating func take(_ scalar: Unicode.Scalar) {
    if ScalarClass.isSpace(scalar) { return endWord() }
    let alone = ScalarClass.isPunctuation(scalar)
    if alone { endWord() }
    if characters <= WordPieceTokenizer.maxWordCharacters {
      word.append(contentsOf: UTF8.encode(scalar) ?? .init())
    }
    characters += 1
    if alone { endWord() }
  }

  /// Cuts the word into pieces: from its start the longest piece known, then the longest continuing piece, and so on. No
  /// piece at some place makes the whole word unknown.
  mutating func endWord() {
    if characters == 0 { return }
    let before = found.count
    if characters > WordPieceTokenizer.maxWordCharacters || !cutWord() {
      found.removeSubrange(before...)
      found.append(tokenizer.unknown)
    }
    word.removeAll(keepingCapacity: true)
    characters = 0
  }

  private mutating func cutWord() -> Bool {
    word.withUnsafeBufferPointer { word in
      var from = 0
      while from < word.count {
        let limit = min(word.count, from + tokenizer.vocabulary.longest)
        var hash = from == 0 ? WordPieceVocabulary.Hash.start : .continuing
        prefixes.removeAll(keepingCapacity: true)
        for at in from..<limit {
          hash.mix(word[at])
          prefixes.append(hash)
        }
        var end = limit
        var id: Int32 = -1
        while end > from {
          if end == word.count || word[end] & 0xC0 != 0x80 {
            id = tokenizer.vocabulary.id(
              of: .init(rebasing: word[from..<end]), hash: prefixes[end - from - 1])
            if id >= 0 { break }
          }
          end -= 1
        }
        if id < 0 { return false }
        found.append(id)
        from = end
      }
      return true
    }
  }
}
