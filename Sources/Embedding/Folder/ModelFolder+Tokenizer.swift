extension ModelFolder {
  /// Reads the vocabulary (vocab.txt, or the one inside tokenizer.json) and the tokenizer's settings.
  func tokenizer() throws -> WordPieceTokenizer {
    let (pieces, path) = try vocabulary()
    if pieces.count > settings.vocabulary {
      throw EmbeddingError.badVocabulary(
        path: path, reason: "\(pieces.count) pieces, but the model has vectors for \(settings.vocabulary)")
    }
    let options = try tokenizerOptions()
    let table = WordPieceVocabulary(pieces: pieces)
    guard let tokenizer = WordPieceTokenizer(vocabulary: table, options: options) else {
      throw EmbeddingError.badVocabulary(
        path: path, reason: "\(options.unknown), \(options.start) or \(options.end) is missing")
    }
    return tokenizer
  }

  private func vocabulary() throws -> (pieces: [[UInt8]], path: String) {
    let path = transformer + "/vocab.txt"
    do {
      let file = try MappedFile(path: path)
      var lines = file.bytes.split(separator: 10, omittingEmptySubsequences: false).map {
        $0.last == 13 ? Array($0.dropLast()) : Array($0)
      }
      if lines.last?.isEmpty == true { lines.removeLast() }
      return (lines, path)
    } catch EmbeddingError.missingFile {
      return try vocabularyInJSON()
    }
  }

  private func vocabularyInJSON() throws -> (pieces: [[UInt8]], path: String) {
    let path = transformer + "/tokenizer.json"
    guard let file = try JSONFile.readIfPresent(TokenizerJSON.self, at: path) else {
      throw EmbeddingError.missingFile(transformer + "/vocab.txt")
    }
    if let type = file.model.type, type != "WordPiece" {
      throw EmbeddingError.unsupported(path: path, what: "the tokenizer", found: type, supported: "WordPiece")
    }
    var pieces = [[UInt8]](repeating: [], count: file.model.vocab.count)
    for (piece, id) in file.model.vocab {
      guard pieces.indices.contains(id) else {
        throw EmbeddingError.badVocabulary(path: path, reason: "the ids are not 0 to \(pieces.count - 1)")
      }
      pieces[id] = Array(piece.utf8)
    }
    return (pieces, path)
  }

  private func tokenizerOptions() throws -> WordPieceTokenizer.Options {
    let tokenizer = try JSONFile.readIfPresent(TokenizerFile.self, at: transformer + "/tokenizer_config.json")
    let special = try JSONFile.readIfPresent(TokenizerFile.self, at: transformer + "/special_tokens_map.json")
    let sentence = try JSONFile.readIfPresent(
      SentenceFile.self, at: transformer + "/sentence_bert_config.json")
    var options = WordPieceTokenizer.Options()
    options.lowercase = tokenizer?.do_lower_case ?? true
    options.stripAccents = tokenizer?.strip_accents ?? options.lowercase
    if sentence?.do_lower_case == true { options.lowercase = true }
    options.splitHan = tokenizer?.tokenize_chinese_chars ?? true
    func token(_ key: KeyPath<TokenizerFile, TokenName?>, _ usual: String) -> String {
      tokenizer?[keyPath: key]?.text ?? special?[keyPath: key]?.text ?? usual
    }
    options.unknown = token(\.unk_token, "[UNK]")
    options.start = token(\.cls_token, "[CLS]")
    options.end = token(\.sep_token, "[SEP]")
    options.special = [token(\.pad_token, "[PAD]"), token(\.mask_token, "[MASK]")]
    // "No limit" is written as a huge number, sometimes beyond 64 bits.
    let asked = sentence?.max_seq_length ?? tokenizer?.model_max_length ?? Double(settings.positions)
    options.maxLength = Int(max(2, min(asked, Double(settings.positions))))
    return options
  }
}

private struct SentenceFile: Decodable {
  let max_seq_length: Double?
  let do_lower_case: Bool?
}

private struct TokenizerFile: Decodable {
  let do_lower_case: Bool?
  let strip_accents: Bool?
  let tokenize_chinese_chars: Bool?
  let model_max_length: Double?
  let unk_token: TokenName?
  let cls_token: TokenName?
  let sep_token: TokenName?
  let pad_token: TokenName?
  let mask_token: TokenName?
}

/// A string, or an object with the string in `content`.
private struct TokenName: Decodable {
  let text: String
  init(from decoder: any Decoder) throws {
    if let plain = try? decoder.singleValueContainer().decode(String.self) {
      text = plain
    } else {
      text = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .content)
    }
  }
  private enum Key: String, CodingKey { case content }
}

private struct TokenizerJSON: Decodable {
  struct Model: Decodable {
    let type: String?
    let vocab: [String: Int]
  }
  let model: Model
}
