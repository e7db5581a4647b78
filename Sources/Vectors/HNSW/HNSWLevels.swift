/// Layers of nodes and the order in which they are linked, both from hashes of id and seed.
enum HNSWLevels {
  /// The hash that decides a row's level and its place in the order.
  static func hash(id: UInt64, seed: UInt64) -> UInt64 {
    var mixer = SplitMix64(state: id ^ (seed &* 0x9E37_79B9_7F4A_7C15))
    return mixer.next()
  }

  /// The level: at least l with probability m^-l, which is floor(-ln(u) / ln(m)) for uniform u (Malkov and Yashunin, section 4.1),
  /// found by whole-number comparisons since logarithms differ between C libraries.
  static func level(hash: UInt64, m: Int) -> UInt8 {
    var level: UInt8 = 0
    var bar = UInt64.max / UInt64(m)
    while hash < bar, level < HNSWGraph.highestLevel {
      level += 1
      bar /= UInt64(m)
    }
    return level
  }
}
