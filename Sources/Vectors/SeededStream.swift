/// A stream of pseudo-random numbers, the same on every machine: xoshiro256** (Blackman and Vigna, "Scrambled linear
/// pseudorandom number generators", 2018), its state filled by SplitMix64 (Steele, Lea and Flood, 2014).
///
/// Each use draws from a stream of its own, keyed by the session's seed, the name of the use and the use's own seed, so a
/// new use elsewhere shifts no other. The key is the 64-bit FNV-1a hash of: the seed as 8 bytes little-endian, the
/// name's UTF-8 bytes, one byte 0xFF (which UTF-8 never holds), and the own seed as 8 bytes little-endian.
public struct SeededStream: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  public init(seed: UInt64, name: String, own: UInt64 = 0) {
    var hash = FNV1a()
    hash.mix(seed)
    for byte in name.utf8 { hash.mix(byte: byte) }
    hash.mix(byte: 0xFF)
    hash.mix(own)
    self.init(key: hash.value)
  }

  /// The stream of one 64-bit key.
  init(key: UInt64) {
    var mixer = SplitMix64(state: key)
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    let product = state.1 &* 5
    let result = ((product << 7) | (product >> 57)) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = (state.3 << 45) | (state.3 >> 19)
    return result
  }

  /// Uniform in [0, 1): the upper 53 bits over 2^53.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform in 0 ..< bound without bias (Lemire, "Fast random integer generation in an interval", 2019).
  /// A bound below 1 gives 0.
  public mutating func below(_ bound: Int) -> Int {
    guard bound > 1 else { return 0 }
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let floor = (0 &- range) % range
      while product.low < floor { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// Nearly normal: the sum of twelve uniforms less 6 (Irwin-Hall): mean 0, variance 1, never beyond ±6. It needs no
  /// logarithm, whose last bits differ between C libraries.
  public mutating func bell() -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += uniform() }
    return sum
  }

  /// `count` different numbers of 0 ..< bound, ascending (Floyd's sampling). All of them when count >= bound.
  public mutating func sample(_ count: Int, below bound: Int) -> [Int] {
    if count >= bound { return Array(0..<max(0, bound)) }
    var chosen = Set<Int>()
    for top in bound - max(0, count)..<bound {
      let pick = below(top + 1)
      chosen.insert(chosen.contains(pick) ? top : pick)
    }
    return chosen.sorted()
  }
}

/// SplitMix64: adds the golden ratio, then mixes. Used to fill larger states from one number.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// The 64-bit Fowler-Noll-Vo hash, variant 1a (offset basis and prime as published by its authors). Numbers are fed little-endian.
struct FNV1a {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func mix(byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }

  mutating func mix<Number: FixedWidthInteger>(_ number: Number) {
    var rest = number
    for _ in 0..<Number.bitWidth / 8 {
      mix(byte: UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }
}
