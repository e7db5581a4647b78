/// Makes programs out of seeds by small changes, the same for the same seed number.
struct Mutator {
  private var state: UInt64
  private let seeds: [[UInt8]]
  private let tokens: [[UInt8]]

  init(seed: UInt64, seeds: [String], words: [String]) {
    self.state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    self.seeds = seeds.map { Array($0.utf8) }
    self.tokens = words.map { Array($0.utf8) }
  }

  /// Pieces of the language.
  static let words = [
    "let ", "fn ", "fn(x) => ", "for i in ", "while ", "if ", " else ", "try ", " catch e ", "return ",
    "break", "continue",
    "true", "false", "null", " and ", " or ", " not ", " in ", "..", "...", "|", "\n| ", "{", "}", "[", "]",
    "(", ")", ",",
    ": ", ";", "\n", ".x", "._", ".\"a b\"", "\"", "\"\"\"\n", "'", "{x:.3}", "\"{", "}\"", "\\u{1F600}",
    "\\", "#", "## d",
    "=", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "=>", "->", "0", "1",
    "9223372036854775807",
    "9223372036854775808", "1e308", "1e999", "0.1", "1_0", "x", "xs", "f", "_", "print ", "map ", "count",
    "é", "表", "👩‍👧", "\u{301}",
    "\0", "\r\n", "\t", " ", "use m", "param p: int = 1", "list<int>", "x = [x]", "xs[-1]", "x[0..2]",
    "r.a.b",
    "while true { ", "f(f, f)", "x = x + x", "1..9223372036854775807",
  ]

  /// SplitMix64.
  private mutating func random() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private mutating func below(_ count: Int) -> Int { count <= 1 ? 0 : Int(random() % UInt64(count)) }

  /// Bytes, not always UTF-8.
  mutating func next() -> [UInt8] {
    var bytes = seeds[below(seeds.count)]
    // Half of them stay close to a right one, and so get further.
    let most = below(2) == 0 ? 1 : 6
    for _ in 0...below(most) { change(&bytes) }
    if bytes.count > 20_000 { bytes.removeLast(bytes.count - 20_000) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let at = below(bytes.count + 1)
    let length = min(below(12), bytes.count - at)
    switch below(9) {
    case 0: bytes.removeSubrange(at..<(at + length))
    case 1, 2: bytes.insert(contentsOf: tokens[below(tokens.count)], at: at)
    case 3: bytes.replaceSubrange(at..<(at + length), with: tokens[below(tokens.count)])
    case 4:
      let other = seeds[below(seeds.count)]
      let from = below(other.count)
      let end = min(other.count, from + below(60))
      bytes.insert(contentsOf: other[from..<end], at: at)
    case 5:
      let copy = Array(bytes[at..<(at + length)])
      for _ in 0..<(1 + below(4)) { bytes.insert(contentsOf: copy, at: at) }
    case 6: if at < bytes.count { bytes[at] = UInt8(truncatingIfNeeded: random()) }
    case 7: bytes.insert(UInt8(32 + below(95)), at: at)
    default: repeatToken(&bytes, at)
    }
  }

  /// Deep nesting and long chains.
  private mutating func repeatToken(_ bytes: inout [UInt8], _ at: Int) {
    let token = tokens[below(tokens.count)]
    let count = below(16) == 0 ? below(3_000) : below(20)
    bytes.insert(contentsOf: [[UInt8]](repeating: token, count: count).joined(), at: at)
  }
}
