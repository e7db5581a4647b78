/// Keeps lists and records from nesting without end (`x = [x]` in a loop): freeing, comparing and writing them recurse.
///
/// A new container is always looked through for up to 256 elements. Larger ones are looked through to the end once in about
/// 64 times, drawn by a fixed sequence, which keeps the cost per step small and the depth bounded.
struct NestingGuard {
  private var sequence: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let quickLook = 256
  private static let fullLook = 4_000_000

  mutating func check(_ value: Value, at span: SourceSpan) throws {
    guard NestingGuard.isContainer(value) else { return }
    var budget = NestingGuard.quickLook
    var tooDeep = NestingGuard.isTooDeep(value, Limits.valueDepth, &budget)
    if !tooDeep, budget <= 0 {
      sequence = sequence &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      guard sequence >> 58 == 0 else { return }
      budget = NestingGuard.fullLook
      tooDeep = NestingGuard.isTooDeep(value, Limits.valueDepth, &budget)
    }
    if tooDeep { throw LanguageError.valueTooDeep.diagnostic(at: span) }
  }

  private static func isContainer(_ value: Value) -> Bool {
    switch value {
    case .list, .record: true
    default: false
    }
  }

  private static func isTooDeep(_ value: Value, _ levels: Int, _ budget: inout Int) -> Bool {
    let items: [Value]
    switch value {
    case .list(let list): items = list
    case .record(let record): items = record.values
    default: return false
    }
    if levels == 0 { return true }
    for item in items {
      budget -= 1
      if budget <= 0 { return false }
      if isTooDeep(item, levels - 1, &budget) { return true }
    }
    return false
  }
}
