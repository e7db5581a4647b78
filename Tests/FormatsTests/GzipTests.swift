import Support
import Testing

@testable import Formats

@Suite struct GzipTests {
  private func lines(_ range: Range<Int>) -> [UInt8] {
    Array(range.map { "{\"id\":\($0),\"t\":\"some text of record \($0)\"}\n" }.joined().utf8)
  }

  @Test func membersAreReadAsOneText() throws {
    let scratch = try Scratch()
    let all = lines(0..<9000)
    let cut = 150_003
    let bytes = gzipMember(Array(all[..<cut])) + gzipMember([]) + gzipMember(Array(all[cut...]))
    let path = try scratch.file("odd-name.txt", bytes)
    let reading = read(path)
    #expect(reading.error == nil)
    #expect(reading.good.map { $0["id"] } == (0..<9000).map { .int($0) })
    #expect(read(try scratch.file("padded.gz", bytes + [0, 0, 0, 0])).rows == reading.rows)
  }

  @Test func aPlainFileNamedGzIsRead() throws {
    let scratch = try Scratch()
    #expect(read(try scratch.file("plain.gz", lines(0..<3))).good.count == 3)
  }

  @Test func everyTruncationIsAnErrorThatKeepsWholeRecords() throws {
    let scratch = try Scratch()
    let text = lines(0..<40)
    let bytes = gzipMember(text)
    for length in 2..<bytes.count {
      let reading = read(try scratch.file("a.gz", Array(bytes[..<length])))
      guard case .damaged(_, let line, let byte, .truncated) = reading.error else {
        Issue.record("length \(length): \(String(describing: reading.error))")
        continue
      }
      #expect(byte == length)
      #expect(line == reading.good.count + 1)
      #expect(reading.bad.isEmpty)
    }
  }

  @Test func damageIsToldApart() throws {
    let scratch = try Scratch()
    let text = lines(0..<40)
    var bytes = gzipMember(text)
    let trailing = read(try scratch.file("a.gz", bytes + Array("garbage".utf8)))
    #expect(trailing.error == .damaged(path: "F", line: 41, byte: bytes.count, what: .trailing))
    #expect(trailing.good.count == 40)
    #expect(read(try scratch.file("b.gz", bytes + [0x1F])).error != nil)
    bytes[bytes.count - 6] ^= 1
    let checksum = read(try scratch.file("c.gz", bytes))
    guard case .damaged(_, _, _, .checksum) = checksum.error else {
      Issue.record("\(String(describing: checksum.error))")
      return
    }
    let corrupt = read(try scratch.file("d.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 0xFF, 0xFF, 1, 2]))
    guard case .damaged(_, _, _, .corrupt) = corrupt.error else {
      Issue.record("\(String(describing: corrupt.error))")
      return
    }
  }

  @Test(
    arguments: [
      ("zip", [0x50, 0x4B, 3, 4]), ("zstd", [0x28, 0xB5, 0x2F, 0xFD]), ("UTF-16", [0xFF, 0xFE, 0x7B, 0]),
    ] as [(String, [UInt8])])
  func foreignFilesAreNamed(_ kind: String, _ head: [UInt8]) throws {
    let scratch = try Scratch()
    let error = read(try scratch.file("a.gz", head + [1, 2, 3, 4, 5])).error
    #expect(error?.code == "V0405")
    #expect(error?.message.contains(kind) == true)
  }

  /// Damage anywhere gives an error or other records, never a crash; the reader ends.
  @Test func mutationsNeverCrash() throws {
    let scratch = try Scratch()
    let real = sharedFolder.flatMap { try? Files.read($0 + "/data/msmarco-v2-sample/msmarco_passage_00.gz") }
    var random = TestRandom(17)
    for seed in [gzipMember(lines(0..<30)), real ?? gzipMember(lines(0..<5))] {
      for _ in 0..<400 {
        var bytes = seed
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        if random.next() % 5 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
        _ = read(try scratch.file("m.gz", bytes))
      }
    }
  }

  @Test func mutatedLinesNeverCrash() throws {
    let scratch = try Scratch()
    var random = TestRandom(19)
    let seed = Array(#"{"a":"x\u00e9\ud83d\ude00","b":[1,{"c":null}],"d":-1.5e10,"e":true}"#.utf8) + [10]
    let odd: [UInt8] = Array(#"{}[]",:\u0dD8tfn-.eE 19"#.utf8) + [0, 10, 13, 0x80, 0xFF]
    var limits = ReaderLimits()
    for round in 0..<2000 {
      var bytes = seed + seed
      for _ in 0..<Int.random(in: 1...5, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch random.next() % 3 {
        case 0: bytes[place] = odd.randomElement(using: &random) ?? 0
        case 1: bytes.remove(at: place)
        default: bytes.insert(odd.randomElement(using: &random) ?? 0, at: place)
        }
      }
      limits.chunk = round % 2 == 0 ? 16 : 1 << 20
      let path = try scratch.file("m.jsonl", bytes)
      _ = read(path, limits: limits)
      _ = read(path, limits: limits, format: .csv)
    }
  }
}
