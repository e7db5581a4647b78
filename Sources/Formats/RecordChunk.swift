/// One value of a record. Text lies in the chunk's own bytes, so nothing is copied on the way to a store.
public struct Cell: Sendable {
  /// What a value is, and with that how its bytes and bits are read.
  public enum Kind: UInt8, Sendable {
    case null, bool, int, float
    /// Decoded UTF-8, free of NUL.
    case text
    /// A nested object or array as compact JSON text.
    case json
  }
  /// Index into ``KeyTable/names``.
  public var key: Int32
  public var kind: Kind
  /// Place of the value's bytes: the text, or a number or word as it was written.
  public var offset: UInt32
  public var length: UInt32
  /// The Int64, the Double's bits, or 0 and 1 for bool.
  public var bits: UInt64

  public var int: Int64 { Int64(bitPattern: bits) }
  public var float: Double { Double(bitPattern: bits) }
  public var bool: Bool { bits != 0 }
}

/// A record, or a line that is none.
public struct Row: Sendable {
  public var firstCell: Int32
  public var cellCount: Int32
  /// Line in the (decompressed) file where it starts, from 1.
  public var line: Int
  /// Bytes from its first to its last, line end included.
  public var byteCount: Int32
  /// Index into ``RecordChunk/reasons``, or -1 for a good record.
  public var reason: Int32
}

/// A run of whole records with the bytes they were read from. One thread at a time: the reader fills it, hands it on, and
/// gets it back to fill again. Pointers into it are valid until then.
public final class RecordChunk: @unchecked Sendable {
  public internal(set) var cells: [Cell] = []
  public internal(set) var rows: [Row] = []
  public internal(set) var reasons: [String] = []
  /// Names that came up for the first time in this chunk, in order: the keys from ``firstNewKey`` on.
  public internal(set) var newKeys: [String] = []
  public internal(set) var firstNewKey = 0
  /// Totals of the file at the end of this chunk: on disk, after decompression, and lines.
  public internal(set) var bytesRead = 0
  public internal(set) var bytesPlain = 0
  public internal(set) var lines = 0
  /// For the caller: which file this belongs to.
  public var fileIndex = 0

  /// Bytes a scan may touch after the text: a newline, then zeros.
  static let padding = 128
  private(set) var text: UnsafeMutablePointer<UInt8>
  private(set) var capacity: Int
  var count = 0

  public init(capacity: Int = 1 << 20) {
    self.capacity = max(capacity, 16)
    text = .allocate(capacity: self.capacity + Self.padding)
  }

  deinit { text.deallocate() }

  /// The bytes of a text, JSON or number cell of this chunk.
  public func bytes(_ cell: Cell) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: start + Int(cell.offset), count: Int(cell.length))
  }

  /// The cell's bytes as a string.
  public func string(_ cell: Cell) -> String { String(decoding: bytes(cell), as: UTF8.self) }

  /// Where the cells' offsets count from.
  public var start: UnsafePointer<UInt8> { UnsafePointer(text) }

  func clear() {
    cells.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    reasons.removeAll(keepingCapacity: true)
    newKeys.removeAll(keepingCapacity: true)
    count = 0
  }

  func reserve(_ wanted: Int) {
    guard wanted > capacity else { return }
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted + Self.padding)
    larger.update(from: text, count: count)
    text.deallocate()
    text = larger
    capacity = wanted
  }

  /// Ends the text so that every scan stops.
  func seal() {
    text[count] = UInt8(ascii: "\n")
    (text + count + 1).update(repeating: 0, count: Self.padding - 1)
  }

  func addBad(line: Int, byteCount: Int, reason: String) {
    reasons.append(reason)
    rows.append(
      Row(
        firstCell: Int32(cells.count), cellCount: 0, line: line, byteCount: Int32(clamping: byteCount),
        reason: Int32(reasons.count - 1)))
  }
}
