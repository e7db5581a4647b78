/// The pieces of words and their ids (line numbers of vocab.txt): a hash table with open addressing on the pieces' UTF-8.
/// A piece that continues a word (`##ing`) is stored without its marks, in a hash of its own kind.
struct WordPieceVocabulary: Sendable {
  /// A growing hash: start from a kind, mix in bytes one by one, so that all prefixes cost one pass.
  struct Hash: Sendable {
    var value: UInt64
    static let start = Hash(value: 0xCBF2_9CE4_8422_2325)
    static let continuing = Hash(value: 0x9AE1_6A3B_2F90_404F)
    mutating func mix(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    /// Upper bits decide; the low bits of the mix are weak.
    fileprivate var place: UInt64 { (value ^ (value >> 29)) &* 0xBF58_476D_1CE4_E5B9 >> 24 }
  }

  private struct Slot: Sendable {
    var check: UInt32 = 0
    var id: Int32 = -1
  }

  private var slots: [Slot]
  private let mask: Int
  /// Where the bytes of piece `id` start in `bytes`; one entry more than there are pieces.
  private var starts: [Int32] = [0]
  private var bytes: [UInt8] = []
  let count: Int
  /// Bytes of the longest piece.
  let longest: Int

  /// Pieces in the order of their ids. The first of two equal pieces wins.
  init(pieces: [[UInt8]]) {
    count = pieces.count
    var capacity = 64
    while capacity < pieces.count * 2 { capacity *= 2 }
    slots = Array(repeating: Slot(), count: capacity)
    mask = capacity - 1
    longest = pieces.reduce(1) { max($0, $1.count) }
    for (id, piece) in pieces.enumerated() { insert(piece, id: Int32(truncatingIfNeeded: id)) }
  }

  private mutating func insert(_ piece: [UInt8], id: Int32) {
    let continues = piece.count > 2 && piece[0] == 35 && piece[1] == 35
    let text = continues ? piece[2...] : piece[...]
    bytes.append(contentsOf: text)
    starts.append(Int32(truncatingIfNeeded: bytes.count))
    var hash = continues ? Hash.continuing : .start
    for byte in text { hash.mix(byte) }
    var at = Int(truncatingIfNeeded: hash.place) & mask
    while slots[at].id >= 0 {
      if slots[at].check == UInt32(truncatingIfNeeded: hash.value),
        text.elementsEqual(bytes[Int(starts[Int(slots[at].id)])..<Int(starts[Int(slots[at].id) + 1])])
      {
        return
      }
      at = (at + 1) & mask
    }
    slots[at] = Slot(check: UInt32(truncatingIfNeeded: hash.value), id: id)
  }

  /// The id of the piece with these bytes, whose hash is given, or -1.
  @inline(__always)
  func id(of piece: UnsafeBufferPointer<UInt8>, hash: Hash) -> Int32 {
    var at = Int(truncatingIfNeeded: hash.place) & mask
    let check = UInt32(truncatingIfNeeded: hash.value)
    while slots[at].id >= 0 {
      if slots[at].check == check {
        let id = Int(slots[at].id)
        let from = Int(starts[id])
        if Int(starts[id + 1]) - from == piece.count, equal(piece, from) { return slots[at].id }
      }
      at = (at + 1) & mask
    }
    return -1
  }

  @inline(__always)
  private func equal(_ piece: UnsafeBufferPointer<UInt8>, _ from: Int) -> Bool {
    for at in 0..<piece.count where bytes[from + at] != piece[at] { return false }
    return true
  }

  /// The id of a whole word or special token.
  func id(of word: String) -> Int32? {
    var hash = Hash.start
    let all = Array(word.utf8)
    for byte in all { hash.mix(byte) }
    let id = all.withUnsafeBufferPointer { self.id(of: $0, hash: hash) }
    return id < 0 ? nil : id
  }
}
