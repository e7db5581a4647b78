/// The first ``bytes`` bytes of an index file, little-endian:
///
///     0 "vnbhnsw\n" · 8 version u32 · 12 header bytes u32 · 16 file bytes u64 · 24 checksum of the header with these 8 bytes zero
///     32 rows u64 · 40 removed rows u64 · 48 columns u32 · 52 metric u8 (0 l2, 1 cosine, 2 ip)
///     53 codes u8 · 54 has ids u8 · 55 has twins u8
///     56 m u32 · 60 efConstruction u32 · 64 seed u64 · 72 entry u32 · 76 top level u32 · 80 lists above layer 0 u64
///     88 nodes u64 · 96 links on layer 0 u64 · 104 recall: found u64, expected u64, sample u32, ef u32, limit u32, 4 zero bytes
///     136 source length u32, 4 zero bytes, 256 bytes of UTF-8 · 400 for each part: offset u64, bytes u64, checksum u64
///
/// Parts follow, each from a multiple of 64 with zeros between: see ``Part``.
struct HNSWHeader: Equatable {
  static let bytes = 1024
  static let magic = Array("vnbhnsw\n".utf8)
  static let version = 1
  static let partTable = 400

  /// What the file holds, in this order.
  enum Part: Int, CaseIterable {
    /// float32 rows as they were given, each padded with zeros to a multiple of 16 values.
    case vectors
    /// The squared length of each row, float32.
    case squares
    /// A byte a row: 1 in the graph, 2 removed.
    case states
    /// A byte a row: its highest layer.
    case levels
    /// The links of layer 0: 2m row numbers (u32) a row, ended by 2^32 - 1 where there are fewer.
    case base
    /// For each row the number of its list of layer 1 in the next part, those of higher layers following it; u32.
    case upperStart
    /// Lists of m row numbers.
    case upper
    /// For each row the next one with the same values, u32; absent when all differ.
    case twins
    /// The id of each row, u64; absent when ids are row numbers.
    case ids
    /// The codes of the rows as ``VectorStorage`` writes them, each from a multiple of 64 bytes; absent when searches walk on the rows.
    case codes

    /// For messages.
    var name: String {
      switch self {
      case .vectors: "the vectors"
      case .squares: "the lengths of the vectors"
      case .states: "the states of the rows"
      case .levels: "the levels of the rows"
      case .base: "the links of the lowest layer"
      case .upperStart: "the places of the upper links"
      case .upper: "the links of the upper layers"
      case .twins: "the equal rows"
      case .ids: "the ids"
      case .codes: "the codes of the vectors"
      }
    }
  }

  struct Place: Equatable {
    var offset = 0
    var bytes = 0
    var checksum: UInt64 = 0
  }

  var rows = 0
  var removed = 0
  var columns = 0
  var metric = Metric.cosine
  var codes = HNSWCodes.none
  var hasIDs = false
  var hasTwins = false
  var m = 16
  var efConstruction = 0
  var seed: UInt64 = 0
  var entry = HNSWGraph.none
  var topLevel = 0
  var upperLists = 0
  var nodes = 0
  var baseLinks = 0
  var recall: HNSWRecall?
  var source = ""
  var places = [Place](repeating: Place(), count: Part.allCases.count)
  var fileBytes = 0

  /// Floats from one stored row to the next.
  var stride: Int { (columns + 15) / 16 * 16 }

  subscript(part: Part) -> Place {
    get { places[part.rawValue] }
    set { places[part.rawValue] = newValue }
  }

  /// Bytes each part must have; nil when the numbers are beyond any file.
  func size(of part: Part) -> Int? {
    let (count, width): (Int, Int) =
      switch part {
      case .vectors: (rows, stride * 4)
      case .squares, .upperStart: (rows, 4)
      case .states, .levels: (rows, 1)
      case .base: (rows, 2 * m * 4)
      case .upper: (upperLists, m * 4)
      case .twins: (hasTwins ? rows : 0, 4)
      case .ids: (hasIDs ? rows : 0, 8)
      case .codes: (codes == .none ? 0 : rows, codes.storage?.stride(columns: columns) ?? 0)
      }
    let product = count.multipliedReportingOverflow(by: width)
    return product.overflow || product.partialValue > 1 << 56 ? nil : product.partialValue
  }

  /// Sets the offset and size of every part and the size of the file.
  mutating func layOut() {
    var end = HNSWHeader.bytes
    for part in Part.allCases {
      self[part].offset = (end + 63) / 64 * 64
      self[part].bytes = size(of: part) ?? 0
      end = self[part].offset + self[part].bytes
    }
    fileBytes = end
  }
}

extension HNSWHeader {
  /// The bytes of the header, its checksum included.
  func encoded() -> [UInt8] {
    var out = [UInt8](repeating: 0, count: HNSWHeader.bytes)
    out.replaceSubrange(0..<8, with: HNSWHeader.magic)
    put(&out, 8, UInt32(HNSWHeader.version))
    put(&out, 12, UInt32(HNSWHeader.bytes))
    put(&out, 16, UInt64(fileBytes))
    put(&out, 32, UInt64(rows))
    put(&out, 40, UInt64(removed))
    put(&out, 48, UInt32(columns))
    out[52] = metric == .l2 ? 0 : metric == .cosine ? 1 : 2
    out[53] = codes.rawValue
    out[54] = hasIDs ? 1 : 0
    out[55] = hasTwins ? 1 : 0
    put(&out, 56, UInt32(m))
    put(&out, 60, UInt32(efConstruction))
    put(&out, 64, seed)
    put(&out, 72, entry)
    put(&out, 76, UInt32(topLevel))
    put(&out, 80, UInt64(upperLists))
    put(&out, 88, UInt64(nodes))
    put(&out, 96, UInt64(baseLinks))
    if let recall {
      put(&out, 104, UInt64(recall.found))
      put(&out, 112, UInt64(recall.expected))
      put(&out, 120, UInt32(recall.sample))
      put(&out, 124, UInt32(recall.ef))
      put(&out, 128, UInt32(recall.limit))
    }
    let text = Array(source.utf8)
    put(&out, 136, UInt32(text.count))
    out.replaceSubrange(144..<144 + text.count, with: text)
    for part in Part.allCases {
      let at = HNSWHeader.partTable + part.rawValue * 24
      put(&out, at, UInt64(self[part].offset))
      put(&out, at + 8, UInt64(self[part].bytes))
      put(&out, at + 16, self[part].checksum)
    }
    put(&out, 24, out.withUnsafeBytes { HNSWHeader.checksum($0) })
    return out
  }

  private func put<Number: FixedWidthInteger>(_ out: inout [UInt8], _ at: Int, _ number: Number) {
    for byte in 0..<Number.bitWidth / 8 {
      out[at + byte] = UInt8(truncatingIfNeeded: number >> Number(8 * byte))
    }
  }

  /// The checksum of a header as if its own field were zero.
  static func checksum(_ header: UnsafeRawBufferPointer) -> UInt64 {
    var copy = Array(header)
    for at in 24..<32 { copy[at] = 0 }
    return copy.withUnsafeBytes { IndexChecksum.of($0, workers: 1) }
  }
}
