import Language

/// The page that `?name` shows, from the signature alone: usage, parameters, examples.
public func renderHelp(_ signature: Signature, width: Int? = nil, color: Bool = false) -> String {
  HelpPage(signature: signature, width: max(40, min(width ?? 80, 100)), style: Style(color: color)).text()
}

/// What `?"words"` shows: a line for each signature, names in one column.
public func renderSearch(_ found: [Signature], for words: String, width: Int? = nil, color: Bool = false)
  -> String
{
  let style = Style(color: color)
  let words = SafeText.quoted(words)
  guard !found.isEmpty else { return "nothing is named or described by \(words)\n" }
  let names = found.map(\.name)
  let column = names.map { CharacterWidth.of($0) }.max() ?? 0
  var out = ""
  for signature in found {
    let pad = String(repeating: " ", count: column - CharacterWidth.of(signature.name) + 2)
    var summary = SafeText.line(signature.summary)
    if let width { summary = SafeText.clipped(summary, cells: max(16, width - column - 2)) }
    out += style.cyan(signature.name) + pad + summary + "\n"
  }
  return out
}

/// Signatures that match all words, best first: by name, then search terms, summary, parameters.
public func search(_ signatures: [Signature], for words: String) -> [Signature] {
  let words = words.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
  guard !words.isEmpty else { return [] }
  let scored = signatures.compactMap { signature -> (Int, Signature)? in
    var total = 0
    for word in words {
      let score = score(signature, word)
      if score == 0 { return nil }
      total += score
    }
    return (total, signature)
  }
  return scored.sorted { ($1.0, $0.1.name) < ($0.0, $1.1.name) }.map(\.1)
}

private func score(_ signature: Signature, _ word: String) -> Int {
  let name = signature.name.lowercased()
  if name == word { return 16 }
  if name.contains(word) { return 8 }
  if signature.searchTerms.contains(where: { $0.lowercased().contains(word) }) { return 6 }
  if signature.summary.lowercased().contains(word) || signature.category == word { return 4 }
  let parameters = signature.parameters.contains { ($0.name + " " + $0.doc).lowercased().contains(word) }
  return parameters || signature.details.lowercased().contains(word) ? 1 : 0
}

/// `kmeans(t: table, column: column, k: int = 8) -> clustering`
public func signatureLine(_ signature: Signature) -> String {
  let parameters = signature.parameters.map(parameterText).joined(separator: ", ")
  let result = signature.returns == .any ? "" : " -> " + signature.returns.text
  return "fn \(SafeText.line(signature.name))(\(parameters))\(result)"
}

private func parameterText(_ parameter: Parameter) -> String {
  let type = parameter.type == .any ? "" : ": " + parameter.type.text
  switch parameter.kind {
  case .required: return parameter.name + type
  case .option(let text, _): return parameter.name + type + " = " + text
  case .rest: return "..." + parameter.name + type
  case .named: return "..." + parameter.name + ": record"
  }
}
