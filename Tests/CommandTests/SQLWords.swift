/// A statement as bare words and signs: quoted names are `I`, texts `S`, numbers `0`.
struct SQLWords {
  let tokens: [String]

  init(_ sql: String) {
    var tokens: [String] = []
    var rest = Array(sql.unicodeScalars)[...]
    while let first = rest.first {
      if first == "\"" || first == "'" {
        rest = rest.dropFirst()
        while let next = rest.first {
          rest = rest.dropFirst()
          guard next == first else { continue }
          if rest.first == first { rest = rest.dropFirst() } else { break }
        }
        tokens.append(first == "'" ? "S" : "I")
      } else if Self.isWord(first) {
        let word = rest.prefix { Self.isWord($0) || ($0.value >= 48 && $0.value <= 57) || $0 == "$" }
        rest = rest.dropFirst(word.count)
        tokens.append(String(String.UnicodeScalarView(word)).lowercased())
      } else if first.value >= 48 && first.value <= 57 {
        rest = rest.drop { ($0.value >= 48 && $0.value <= 57) || $0 == "." || $0 == "e" }
        tokens.append("0")
      } else if first == "-", rest.dropFirst().first == "-" {
        rest = []
      } else if first == " " {
        rest = rest.dropFirst()
      } else {
        let sign = rest.prefix { "<>=~%#|:-+".unicodeScalars.contains($0) }
        tokens.append(sign.isEmpty ? String(first) : String(String.UnicodeScalarView(sign)))
        rest = rest.dropFirst(max(1, sign.count))
      }
    }
    self.tokens = tokens
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    (scalar.value | 32 >= 97 && scalar.value | 32 <= 122) || scalar == "_"
  }

  /// These tokens one after another; `..` stands for any tokens.
  func contains(_ pattern: String) -> Bool {
    var from = tokens.startIndex
    for piece in pattern.split(separator: " .. ").map({ $0.split(separator: " ").map(String.init) }) {
      guard let at = tokens[from...].indices.first(where: { tokens[$0...].starts(with: piece) }) else {
        return false
      }
      from = at + piece.count
    }
    return true
  }

  /// The leading words that say what kind of statement it is.
  var shape: String {
    let heads = ["if", "not", "exists", "i", "(", "or"]
    let words = tokens.prefix { $0 != "I" && $0 != "(" && !heads.contains($0) }
    if ["select", "with", "values", "savepoint", "release", "deallocate", "set"].contains(tokens.first ?? "")
    {
      return tokens.first ?? ""
    }
    if tokens.starts(with: ["rollback", "to"]) { return "rollback to" }
    return words.prefix { $0.allSatisfy(\.isLetter) }.prefix(3).joined(separator: " ")
  }

  /// Words right before `(` that are no keywords.
  var functions: Set<String> {
    var found: Set<String> = []
    for (word, next) in zip(tokens, tokens.dropFirst()) where next == "(" && Self.isName(word) {
      let isAlias = word.count == 1 || word.hasPrefix("vnb_")
      if !CockroachGrammar.words.contains(word), !isAlias { found.insert(word) }
    }
    return found
  }

  /// Bare words but names: of functions, aliases, columns of catalogues, ours.
  var keywords: Set<String> {
    Set(
      tokens.filter {
        Self.isName($0) && !functions.contains($0) && !$0.hasPrefix("vnb_")
          && !CockroachGrammar.names.contains($0)
      })
  }

  private static func isName(_ token: String) -> Bool {
    token.first.map { $0.isLowercase || $0 == "_" } ?? false
  }
}
