import FoundationEssentials

/// The header of a safetensors file (https://github.com/huggingface/safetensors#format): a 64-bit little-endian length,
/// then JSON that gives each tensor's type, shape and place in the data that follow. Everything in it is checked here.
struct SafetensorsHeader {
  struct Entry {
    let type: String
    let shape: [Int]
    /// Bytes of the file.
    let range: Range<Int>
  }

  /// The format's own limit on the length of a header.
  static let maxLength = 100_000_000
  static let bytesOfType = [
    "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U64": 8, "U32": 4,
    "U16": 2, "U8": 1, "BOOL": 1, "F8_E4M3": 1, "F8_E5M2": 1,
  ]

  let entries: [String: Entry]

  init(_ file: MappedFile) throws {
    let bytes = file.bytes
    func bad(_ reason: String) -> EmbeddingError { .badSafetensors(path: file.path, reason: reason) }
    if bytes.count < 8 { throw bad("\(bytes.count) bytes are too few for a header") }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    if length > UInt64(Self.maxLength) { throw bad("a header of \(length) bytes is over the limit") }
    let start = 8 + Int(length)
    if start > bytes.count {
      throw bad("the header should be \(length) bytes long, but the file has only \(bytes.count - 8) more")
    }
    let raw: [String: RawEntry]
    do {
      raw = try JSONDecoder().decode(RawHeader.self, from: Data(bytes[8..<start])).entries
    } catch { throw bad("the header is not valid JSON of tensors") }
    var entries: [String: Entry] = [:]
    for (name, entry) in raw {
      entries[name] = try Self.check(name, entry, data: start..<bytes.count, bad)
    }
    self.entries = entries
    try Self.checkOverlap(entries, bad)
  }

  private static func check(
    _ name: String, _ raw: RawEntry, data: Range<Int>, _ bad: (String) -> EmbeddingError
  ) throws -> Entry {
    guard raw.offsets.count == 2, raw.offsets[0] >= 0, raw.offsets[0] <= raw.offsets[1] else {
      throw bad("tensor \(name) has the offsets \(raw.offsets)")
    }
    if raw.offsets[1] > data.count {
      throw bad("tensor \(name) ends at byte \(raw.offsets[1]) of \(data.count): the file is cut short")
    }
    guard let width = bytesOfType[raw.type] else {
      throw bad("tensor \(name) has the unknown type \(raw.type)")
    }
    var size = width
    for extent in raw.shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      if extent < 0 || overflow { throw bad("tensor \(name) has the shape \(raw.shape)") }
      size = product
    }
    if size != raw.offsets[1] - raw.offsets[0] {
      throw bad(
        "tensor \(name) of shape \(raw.shape), \(raw.type), needs \(size) bytes but has "
          + "\(raw.offsets[1] - raw.offsets[0])")
    }
    let start = data.lowerBound
    return Entry(type: raw.type, shape: raw.shape, range: start + raw.offsets[0]..<start + raw.offsets[1])
  }

  private static func checkOverlap(_ entries: [String: Entry], _ bad: (String) -> EmbeddingError) throws {
    let ordered = entries.sorted {
      ($0.value.range.lowerBound, $0.value.range.upperBound, $0.key)
        < ($1.value.range.lowerBound, $1.value.range.upperBound, $1.key)
    }
    for (one, next) in zip(ordered, ordered.dropFirst())
    where next.value.range.lowerBound < one.value.range.upperBound {
      throw bad("tensors \(one.key) and \(next.key) overlap")
    }
  }
}

private struct RawEntry: Decodable {
  let type: String
  let shape: [Int]
  let offsets: [Int]
  enum CodingKeys: String, CodingKey {
    case type = "dtype"
    case shape
    case offsets = "data_offsets"
  }
}

/// All members but `__metadata__`.
private struct RawHeader: Decodable {
  struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  var entries: [String: RawEntry] = [:]

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Name.self)
    for name in members.allKeys where name.stringValue != "__metadata__" {
      entries[name.stringValue] = try members.decode(RawEntry.self, forKey: name)
    }
  }
}
