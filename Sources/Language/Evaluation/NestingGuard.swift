/// Keeps lists and records from nesting without end (`x = [x]` in a loop): freeing, comparing and writing them recurse.
///
/// A new container is always looked through for up to 256 elements. Larger ones are looked through to the end once in about
/// 64 times, drawn by a fixed sequence, which keeps the cost per step small and the depth bounded.
struct NestingGuard {
  private var sequence: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let quickLook = 256
  private static let fullLook = 4_000_000

  mutating func check(_ value: Value, at span: SourceSpan) throws {
    guard let parts = NestingGuard.parts(of: value) else { return }
    var look = Look(budget: NestingGuard.quickLook)
    var isTooDeep = look.depth(parts, Limits.valueDepth + 1) > Limits.valueDepth
    if !isTooDeep, look.budget <= 0 {
      sequence = sequence &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      guard sequence >> 58 == 0 else { return }
      look = Look(budget: NestingGuard.fullLook, known: [:])
      isTooDeep = look.depth(parts, Limits.valueDepth + 1) > Limits.valueDepth
    }
    if isTooDeep { throw LanguageError.valueTooDeep.diagnostic(at: span) }
  }

  private static func parts(of value: Value) -> [Value]? {
    switch value {
    case .list(let items): items
    case .record(let record): record.values
    default: nil
    }
  }

  /// One look through a value.
  private struct Look {
    /// Elements still to be looked at.
    var budget: Int
    /// Depths by address of the elements, so that parts that are shared count once; nil for a short look.
    var known: [UnsafeRawPointer: Int]?

    /// Levels of lists and records in a container, itself counted; at most `most`, and too few when the budget ran out.
    mutating func depth(_ items: [Value], _ most: Int) -> Int {
      if most <= 1 { return 1 }
      let address = known == nil ? nil : items.withUnsafeBytes { $0.baseAddress }
      if let address, let found = known?[address] { return found }
      var deepest = 0
      for item in items {
        budget -= 1
        if budget <= 0 { break }
        guard let parts = NestingGuard.parts(of: item) else { continue }
        deepest = max(deepest, depth(parts, most - 1))
        if deepest >= most - 1 { break }
      }
      if let address { known?[address] = deepest + 1 }
      return deepest + 1
    }
  }
}
