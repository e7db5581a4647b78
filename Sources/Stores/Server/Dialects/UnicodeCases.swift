/// Unicode's case mappings beyond ASCII, as SQL's `translate` and `replace` need them: from Swift's own tables, so that every
/// server gives what SQLite gives, whatever its version and locale.
struct UnicodeCases: Sendable {
  /// Scalars that become one other, and what they become, ASCII included.
  let from: String
  let to: String
  /// Scalars that become several.
  let many: [(one: String, many: String)]

  static let lower = UnicodeCases { $0.lowercaseMapping }
  static let upper = UnicodeCases { $0.uppercaseMapping }

  private init(_ mapping: (Unicode.Scalar.Properties) -> String) {
    var from = ""
    var to = ""
    var many: [(one: String, many: String)] = []
    // No script beyond the supplementary planes in use has letter case.
    for number in UInt32(0x41)..<0x20000 {
      guard let scalar = Unicode.Scalar(number), scalar.properties.changesWhenCaseMapped else { continue }
      let mapped = mapping(scalar.properties)
      if mapped.unicodeScalars.elementsEqual([scalar]) { continue }
      if mapped.unicodeScalars.count == 1 {
        from.unicodeScalars.append(scalar)
        to += mapped
      } else {
        many.append((String(scalar), mapped))
      }
    }
    (self.from, self.to, self.many) = (from, to, many)
  }
}
