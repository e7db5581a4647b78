import Glibc

/// Adds doubles and 64-bit ints without any rounding, so that the order of rows, and with it the query plan, cannot change a
/// sum: a fixed-point number wide enough for every double (Kulisch's accumulator), in 32-bit digits kept in 64-bit limbs so
/// that carries can wait.
///
/// The state is plain memory, all zero at first, as SQLite hands it out for each group; this type is a view of it.
struct ExactSum {
  /// Digits for bits -1074 ... 1100: the largest double times 2^76 rows.
  private static let limbs = 68
  /// Words of state: limbs, then ints (high, low), counts of ints, floats, +inf, -inf, and additions since the last carry.
  private static let words = limbs + 7
  static let byteCount = Int32(words * 8)

  private let state: UnsafeMutablePointer<Int64>

  init(_ memory: UnsafeMutableRawPointer) {
    state = memory.bindMemory(to: Int64.self, capacity: Self.words)
  }

  private var intHigh: UnsafeMutablePointer<Int64> { state + Self.limbs }
  private var intLow: UnsafeMutablePointer<Int64> { state + Self.limbs + 1 }
  private var ints: UnsafeMutablePointer<Int64> { state + Self.limbs + 2 }
  private var floats: UnsafeMutablePointer<Int64> { state + Self.limbs + 3 }
  private var positiveInfinities: UnsafeMutablePointer<Int64> { state + Self.limbs + 4 }
  private var negativeInfinities: UnsafeMutablePointer<Int64> { state + Self.limbs + 5 }
  private var pending: UnsafeMutablePointer<Int64> { state + Self.limbs + 6 }

  /// Number of values added.
  var count: Int64 { ints.pointee + floats.pointee }
  var hasFloats: Bool { floats.pointee != 0 }

  /// `sign` is 1, or -1 to take a value out again.
  func add(_ value: Int64, sign: Int64 = 1) {
    ints.pointee += sign
    let wide = Int128(value) * Int128(sign) + intTotal
    intHigh.pointee = Int64(truncatingIfNeeded: wide >> 64)
    intLow.pointee = Int64(truncatingIfNeeded: wide)
  }

  func add(_ value: Double, sign: Int64 = 1) {
    floats.pointee += sign
    if value.isInfinite {
      (value > 0 ? positiveInfinities : negativeInfinities).pointee += sign
    } else {
      addDigits(value, sign: sign)
    }
  }

  private var intTotal: Int128 {
    Int128(intHigh.pointee) << 64 | Int128(UInt64(bitPattern: intLow.pointee))
  }

  private func addDigits(_ value: Double, sign: Int64) {
    if value == 0 { return }
    let isSubnormal = value.exponentBitPattern == 0
    let fraction = value.significandBitPattern | (isSubnormal ? 0 : 1 << 52)
    let place = isSubnormal ? 0 : Int(value.exponentBitPattern) - 1
    addBits(UInt128(fraction), at: place, sign: value < 0 ? -sign : sign)
  }

  /// Adds `bits` (at most 64 of them) times 2^(place - 1074).
  private func addBits(_ bits: UInt128, at place: Int, sign: Int64) {
    let shifted = bits << UInt128(place % 32)
    let limb = place / 32
    for digit in 0..<3 {
      state[limb + digit] += sign * Int64(truncatingIfNeeded: (shifted >> UInt128(32 * digit)) & 0xffff_ffff)
    }
    pending.pointee += 1
    if pending.pointee >= 1 << 30 { carry() }
  }

  /// Brings every limb but the last into 0 ..< 2^32.
  private func carry() {
    pending.pointee = 0
    for limb in 0..<(Self.limbs - 1) {
      state[limb + 1] += state[limb] >> 32
      state[limb] &= 0xffff_ffff
    }
  }

  /// The sum of the ints; nil when it does not fit, or when there were floats too.
  var intSum: Int64? { hasFloats ? nil : Int64(exactly: intTotal) }

  /// The exact sum of everything, rounded once to the nearest double, halves to even. Nil for infinity minus infinity. Uses up
  /// nothing: more may be added.
  var floatSum: Double? {
    if positiveInfinities.pointee > 0 { return negativeInfinities.pointee > 0 ? nil : .infinity }
    if negativeInfinities.pointee > 0 { return -.infinity }
    carry()
    let copy = UnsafeMutableRawPointer.allocate(byteCount: Int(Self.byteCount), alignment: 8)
    defer { copy.deallocate() }
    copy.copyMemory(from: state, byteCount: Int(Self.byteCount))
    let total = ExactSum(copy)
    let magnitude = intTotal.magnitude
    let sign: Int64 = intTotal < 0 ? -1 : 1
    total.addBits(magnitude & UInt128(UInt64.max), at: 1074, sign: sign)
    total.addBits(magnitude >> 64, at: 1074 + 64, sign: sign)
    return total.rounded()
  }

  /// Changes the limbs: for a copy only.
  private func rounded() -> Double {
    carry()
    let isNegative = state[Self.limbs - 1] < 0
    if isNegative {
      for limb in 0..<Self.limbs { state[limb] = -state[limb] }
      carry()
    }
    guard let top = (0..<Self.limbs).last(where: { state[$0] != 0 }) else { return 0 }
    var bits: UInt128 = 0
    for limb in stride(from: top, to: top - 3, by: -1) {
      bits = bits << 32 | UInt128(limb >= 0 ? UInt64(bitPattern: state[limb]) : 0)
    }
    let isInexact = top >= 3 && (0..<(top - 2)).contains { state[$0] != 0 }
    let drop = max(0, 128 - bits.leadingZeroBitCount - 53)
    var kept = bits >> UInt128(drop)
    let lost = bits & ((1 << UInt128(drop)) - 1)
    let half: UInt128 = drop > 0 ? 1 << UInt128(drop - 1) : 0
    if drop > 0, lost > half || lost == half && (isInexact || kept & 1 == 1) { kept += 1 }
    let value = scalbn(Double(UInt64(truncatingIfNeeded: kept)), Int32(drop + (top - 2) * 32 - 1074))
    return isNegative ? -value : value
  }
}
