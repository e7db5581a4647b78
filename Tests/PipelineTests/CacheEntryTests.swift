import Testing

@testable import Pipeline

/// The file of one result: only the very bytes that were written are believed.
@Suite struct CacheEntryTests {
  private static let payload: [UInt8] = (0..<40).map { UInt8($0 * 5) }

  private static func key(_ name: String) -> CacheKey {
    var maker = CacheKeyMaker(step: "test")
    maker.add("name", name)
    return maker.key
  }

  private static let file = CacheEntry.bytes(payload, key: key("a"), seconds: 1.5)

  /// The fault of a file; nil when it reads as what was written.
  private func fault(_ bytes: [UInt8], _ key: CacheKey = key("a")) -> CacheFault? {
    bytes.withUnsafeBytes { bytes in
      do throws(CacheFault) {
        let entry = try CacheEntry(bytes, key: key)
        return entry.payload.elementsEqual(Self.payload) && entry.seconds == 1.5 ? nil : .otherContent
      } catch {
        return error
      }
    }
  }

  /// `file` with other bytes from `place` on.
  private func changed(_ place: Int, _ bytes: [UInt8]) -> [UInt8] {
    Array(Self.file[..<place]) + bytes + Array(Self.file[(place + bytes.count)...])
  }

  @Test func readsWhatWasWritten() {
    #expect(Self.file.count == CacheEntry.headBytes + Self.payload.count && fault(Self.file) == nil)
    #expect(fault(CacheEntry.bytes([], key: Self.key("a"), seconds: 0)) == .otherContent)
  }

  /// The layout is told in the source; files of today must be read by the builds of tomorrow, or refused.
  @Test func layoutIsAsDescribed() {
    #expect(Array(Self.file[0..<16]) == Array("VNBCACHE".utf8) + [1, 0, 0, 0, 0, 0, 0, 0])
    #expect(Array(Self.file[16..<48]) == Self.key("a").digest)
    #expect(Array(Self.file[48..<64]) == [40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F])
    #expect(Array(Self.file[96...]) == Self.payload)
  }

  @Test func everyTruncationIsNoticed() {
    for length in 0..<Self.file.count {
      #expect(fault(Array(Self.file[..<length])) == .cutShort, "\(length) bytes")
    }
  }

  @Test func everyFlippedBitIsNoticed() {
    for bit in 0..<Self.file.count * 8 {
      var bytes = Self.file
      bytes[bit / 8] ^= 1 << (bit % 8)
      #expect(fault(bytes) != nil, "bit \(bit)")
    }
  }

  @Test func othersFilesAreRefused() {
    #expect(fault(Self.file, Self.key("b")) == .otherKey)
    #expect(fault(changed(0, Array("SQLite f".utf8))) == .foreign)
    #expect(fault(Array("SQLite".utf8)) == .foreign)
    #expect(fault(changed(8, [2])) == .otherFormat(2))
    #expect(fault(changed(8, [0, 0, 0, 0x80])) == .otherFormat(1 << 31))
    #expect(fault(Self.file + [0]) == .surplus(bytes: 1))
    #expect(fault([UInt8](repeating: 0, count: 500)) == .foreign)
  }

  @Test(arguments: [
    ([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], CacheFault.tooLong),
    ([0, 0, 0, 0, 0, 0, 0, 0x80], .tooLong), ([1, 0, 0, 0x10, 0, 0, 0, 0], .tooLong),
    ([0, 0, 0, 0x10, 0, 0, 0, 0], .cutShort), ([39, 0, 0, 0, 0, 0, 0, 0], .surplus(bytes: 1)),
  ])
  func statedLengthsAreHeldToTheFile(_ length: [UInt8], _ expected: CacheFault) {
    #expect(fault(changed(48, length)) == expected)
  }

  @Test func keysTellPartsApart() {
    func key(_ parts: [(String, String)], step: String = "s") -> CacheKey {
      var maker = CacheKeyMaker(step: step)
      for (name, value) in parts { maker.add(name, value) }
      return maker.key
    }
    let keys = [
      key([]), key([], step: "t"), key([("a", "b")]), key([("a", "")]), key([("ab", "")]), key([("", "ab")]),
      key([("a", "b"), ("c", "d")]), key([("a", "b 1 c 1 d")]), key([("c", "d"), ("a", "b")]),
    ]
    #expect(Set(keys).count == keys.count)
    #expect(key([("a", "b")]) == key([("a", "b")]) && keys[0].name.utf8.count == 64)
  }
}
