/// A repeatable source of random numbers: SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
/// Generators, 2014). The same seed gives the same tests on every machine.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// 0 ..< bound; 0 when the bound is not positive.
  public mutating func below(_ bound: Int) -> Int { bound > 0 ? Int.random(in: 0..<bound, using: &self) : 0 }

  /// [0, 1), 53 random bits.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Mean 0, variance 1: the sum of twelve uniform numbers less 6 (no libm, so the same everywhere).
  public mutating func normal() -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += unit() }
    return sum
  }

  /// Float32 values of a normal distribution.
  public mutating func vector(_ count: Int) -> [Float] { (0..<count).map { _ in Float(normal()) } }

  public mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
  }

  public mutating func pick<T>(_ choices: [T]) -> T? { choices.isEmpty ? nil : choices[below(choices.count)] }
}

extension SeededGenerator {
  /// A lower-case word of 1 to `longest` letters.
  public mutating func word(longest: Int = 9) -> String {
    let letters = Array("etaoinshrdlucmfwypvbgkjqxz")
    return String((0...below(longest)).map { _ in letters[below(letters.count)] })
  }

  /// Words with single spaces.
  public mutating func sentence(words: Int) -> String {
    (0..<words).map { _ in word() }.joined(separator: " ")
  }

  /// Text out of the places where programs break: quotes, controls, combining marks, astral characters, SQL.
  public mutating func oddText(pieces: Int) -> String {
    (0..<pieces).map { _ in pick(Self.oddPieces) ?? "" }.joined()
  }

  /// Names and texts that have broken programs before.
  public static let oddPieces = [
    "", " ", "a", "Z9", "\t", "\n", "\r\n", "\"", "'", "''", "`", "\\", "\\n", "\\u0041", ";", "--", "/*",
    "{", "}",
    "select", "x\"; drop table t; --", "é", "e\u{301}", "ß", "İ", "表", "日本語", "👩‍👩‍👧", "🇨🇭", "\u{200B}",
    "\u{FEFF}", "\u{0}",
    "\u{1}", "\u{7F}", "\u{85}", "\u{2028}", "\u{202E}", "\u{FFFD}", "\u{10FFFF}", "NULL", "NaN", "-0",
    "1e999",
    "9223372036854775808",
  ]

  /// A copy of `bytes` with one to four random changes: a flipped bit, a byte put in, taken out, doubled, a cut end,
  /// a piece moved, or a piece from `words`.
  public mutating func mutate(_ bytes: [UInt8], words: [[UInt8]] = []) -> [UInt8] {
    var result = bytes
    for _ in 0...below(4) {
      let at = below(result.count + 1)
      switch below(7) {
      case 0: if at < result.count { result[at] ^= 1 << UInt8(below(8)) }
      case 1: result.insert(UInt8(truncatingIfNeeded: next()), at: at)
      case 2: if at < result.count { result.remove(at: at) }
      case 3: result.insert(contentsOf: result[at..<min(result.count, at + below(16))], at: at)
      case 4: result.removeSubrange(at..<min(result.count, at + below(16)))
      case 5: if below(8) == 0 { result.removeSubrange(at...) }
      default: if let word = pick(words) { result.insert(contentsOf: word, at: at) }
      }
    }
    return result
  }
}
