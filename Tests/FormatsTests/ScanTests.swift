import CScan
import FoundationEssentials
import Testing

@testable import Formats

@Suite struct ScanTests {
  /// The fast scan against the plain one, at every alignment and length, with bytes of all kinds.
  @Test func stringScanEqualsItsDefinition() {
    var random = TestRandom(3)
    let stops: [UInt8] = [0x22, 0x5C, 0x0A, 0x00, 0x1F]
    for length in 0..<300 {
      for _ in 0..<8 {
        var bytes = (0..<length).map { _ in UInt8.random(in: 0x20...0x7F, using: &random) }
        bytes = bytes.map { $0 == 0x22 || $0 == 0x5C ? 0x20 : $0 }
        if length > 0, Bool.random(using: &random) {
          bytes[Int.random(in: 0..<length, using: &random)] = 0x80
        }
        bytes.append(stops[Int.random(in: 0..<stops.count, using: &random)])
        bytes += (0..<128).map { _ in UInt8.random(in: 0...255, using: &random) }
        bytes.withUnsafeBufferPointer { buffer in
          guard let start = buffer.baseAddress else { return }
          var fast: UInt8 = 0
          var plain: UInt8 = 0
          #expect(vnb_scan_string(start, &fast) == vnb_scan_string_plain(start, &plain))
          #expect(vnb_scan_string_plain(start, &plain) - start == length)
          #expect(fast == plain)
        }
      }
    }
  }

  @Test func utf8AgreesWithTheLibrary() {
    var random = TestRandom(5)
    let pieces: [[UInt8]] = [
      Array("plain ascii text".utf8), Array("é".utf8), Array("表".utf8), Array("😀".utf8), [0x80], [0xC3],
      [0xE2, 0x82],
      [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80],
      [0xC1, 0xBF],
    ]
    for _ in 0..<20_000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...5, using: &random) {
        bytes += pieces.randomElement(using: &random) ?? []
      }
      let isValid = vnb_utf8_prefix(bytes, bytes.count) == bytes.count
      #expect(isValid == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
    }
  }

  /// Random strings written by the library's encoder come back the same.
  @Test func stringsAgreeWithTheLibrary() throws {
    var random = TestRandom(11)
    let alphabet = Array("ab\"\\/\n\t\u{8}\u{1F}\u{7F}é\u{2028}表😀 ".unicodeScalars)
    var texts: [String] = []
    var lines = ""
    for _ in 0..<500 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        if let scalar = alphabet.randomElement(using: &random) { text.append(scalar) }
      }
      texts.append(String(text))
      lines += String(decoding: try JSONEncoder().encode(["t": String(text)]), as: UTF8.self) + "\n"
    }
    let scratch = try Scratch()
    #expect(read(try scratch.file("a.jsonl", lines)).rows.map(\.values) == texts.map { [.text($0)] })
  }
}
