/// Checksum of a part of an index file, against accidents and not against forgery. A part is cut into blocks of 1 MiB; each block is hashed
/// by itself (so that threads share the work), then the hashes are combined in order. Within a block four lanes take every fourth
/// little-endian 64-bit word: lane = rotate(lane ^ word, 29) * prime; a last word short of 8 bytes is padded with zeros.
enum IndexChecksum {
  static let blockBytes = 1 << 20
  private static let prime: UInt64 = 0x9FB2_1C65_1E98_DF25

  static func of(_ bytes: UnsafeRawBufferPointer, workers: Int) -> UInt64 {
    let memory = Memory(bytes: bytes)
    let hashes = Slots<UInt64>(repeating: 0, count: (bytes.count + blockBytes - 1) / blockBytes)
    parallelFor(hashes.count, workers: workers) { block in
      let start = block * blockBytes
      let end = min(memory.bytes.count, start + blockBytes)
      hashes[block] = ofBlock(UnsafeRawBufferPointer(rebasing: memory.bytes[start..<end]))
    }
    return combine(hashes.array, bytes.count)
  }

  /// Carries memory that outlives the call to its threads.
  private struct Memory: @unchecked Sendable { let bytes: UnsafeRawBufferPointer }

  static func combine(_ blocks: [UInt64], _ count: Int) -> UInt64 {
    var hash = step(UInt64(count), prime)
    for block in blocks { hash = step(hash, block) }
    return hash ^ (hash >> 32)
  }

  static func ofBlock(_ block: UnsafeRawBufferPointer) -> UInt64 {
    var lanes = (1 as UInt64, 2 as UInt64, 3 as UInt64, 4 as UInt64)
    guard let bytes = block.baseAddress else { return 0 }
    let count = block.count
    var at = 0
    while at &+ 32 <= count {
      lanes.0 = step(lanes.0, word(bytes + at))
      lanes.1 = step(lanes.1, word(bytes + at + 8))
      lanes.2 = step(lanes.2, word(bytes + at + 16))
      lanes.3 = step(lanes.3, word(bytes + at + 24))
      at &+= 32
    }
    while at < count {
      var last: UInt64 = 0
      for byte in 0..<min(8, count - at) {
        last |= UInt64(bytes.load(fromByteOffset: at + byte, as: UInt8.self)) << UInt64(8 * byte)
      }
      lanes.0 = step(lanes.0, last)
      at += 8
    }
    return step(step(step(lanes.0, lanes.1), lanes.2), lanes.3)
  }

  @inline(__always) private static func word(_ bytes: UnsafeRawPointer) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
  }

  @inline(__always) private static func step(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    let mixed = lane ^ word
    return (mixed << 29 | mixed >> 35) &* prime
  }
}
