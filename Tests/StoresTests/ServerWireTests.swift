import Testing

@testable import Stores

/// Bytes as they go over the wire, without a server.
@Suite struct ServerWireTests {
  private func decode(_ bytes: [UInt8], _ type: ServerType) -> SQLValue? {
    bytes.withUnsafeBytes { BinaryValue.decode($0, as: type) }
  }
  private func decode(_ text: String, _ type: ServerType) -> SQLValue? {
    Array(text.utf8).withUnsafeBytes { TextValue.decode($0, as: type) }
  }
  private func copied(_ body: (CopySink) throws -> Void) rethrows -> [UInt8] {
    var bytes: [UInt8] = []
    let sink = CopySink { bytes += $0 }
    try body(sink)
    try? sink.flush()
    return bytes
  }

  @Test func damagedValuesAreNone() {
    for type in ServerType.allCases where !type.isPlainText && type != .bytea {
      for bytes in [[], [1], [1, 2, 3], [UInt8](repeating: 255, count: 17)] {
        if bytes.first == 1, type == .jsonb || (type == .bool && bytes.count == 1) { continue }
        #expect(decode(bytes, type) == nil, "\(type) \(bytes)")
      }
    }
    #expect(decode([0, 2, 0, 0, 0, 0, 0, 0], .vector) == nil)
    #expect(decode([0, 9, 0, 0, 0, 0, 0, 0, 0, 1], .numeric) == nil)
  }

  @Test func numericsAreIntsOrTheNearestDouble() {
    // 12345678 = 1234 5678; 0.5 = 5000 with weight -1; 1.0 keeps its point.
    #expect(decode([0, 2, 0, 1, 0, 0, 0, 0, 4, 210, 22, 46], .numeric) == .int(12_345_678))
    #expect(decode([0, 1, 255, 255, 0, 0, 0, 1, 19, 136], .numeric) == .float(0.5))
    #expect(decode([0, 1, 0, 0, 64, 0, 0, 1, 0, 1], .numeric) == .float(-1))
    #expect(decode([0, 0, 0, 0, 0, 0, 0, 0], .numeric) == .int(0))
    #expect(decode([0, 1, 0, 2, 0, 0, 0, 0, 0, 7], .numeric) == .int(700_000_000))
    #expect(decode("9223372036854775808", .numeric) == .float(9223372036854775808))
    #expect(decode("12", .numeric) == .int(12))
  }

  @Test func textForms() {
    #expect(decode("\\x00ff", .bytea) == .blob([0, 255]))
    #expect(decode("\\x0", .bytea) == nil)
    #expect(decode("[1,-0.5,2e-10]", .vector) == .vector([1, -0.5, 2e-10]))
    #expect(decode("[]", .vector) == .vector([]))
    #expect(decode("[1,,2]", .vector) == nil)
    #expect(decode("[", .vector) == nil)
    #expect(decode("-Infinity", .float8) == .float(-.infinity))
    #expect(ServerText.vector([1, 0.1, 1e-10, 16_777_216]) == "[1,0.1,1e-10,16777216]")
    for element in [Float(0.1), 1e30, 3.4028235e38, Float.leastNonzeroMagnitude, -0.0, 123_456.79] {
      #expect(Float(ServerText.element(element)) == element)
    }
  }

  @Test func parametersCarryTheirTypes() throws {
    let vectors = ServerParameter.Vectors(oid: 4711)
    func parameter(_ value: SQLValue) throws -> ServerParameter {
      try ServerParameter(value, index: 1, vectors: vectors)
    }
    #expect(
      try parameter(.int(258)) == ServerParameter(oid: 20, isBinary: true, bytes: [0, 0, 0, 0, 0, 0, 1, 2]))
    #expect(try parameter(.text("a")) == ServerParameter(oid: 0, isBinary: false, bytes: [97, 0]))
    #expect(try parameter(.null) == ServerParameter(oid: 0, isBinary: false, bytes: nil))
    #expect(
      try parameter(.vector([1]))
        == ServerParameter(oid: 4711, isBinary: true, bytes: [0, 1, 0, 0, 63, 128, 0, 0]))
    let text = ServerParameter.Vectors(oid: 90006, areBinary: false)
    #expect(
      try ServerParameter(.vector([1, 0.5]), index: 1, vectors: text)
        == ServerParameter(oid: 90006, isBinary: false, bytes: Array("[1,0.5]\0".utf8)))
  }

  @Test func parametersRefuseWhatNoStoreTakes() {
    let vectors = ServerParameter.Vectors(oid: 1)
    #expect(throws: StoreError.nulInText(place: "the text of parameter 2")) {
      try ServerParameter(.text("a\0b"), index: 2, vectors: vectors)
    }
    #expect(throws: StoreError.notANumber(place: "the value of parameter 1")) {
      try ServerParameter(.float(.nan), index: 1, vectors: vectors)
    }
    #expect(throws: StoreError.notANumber(place: "the vector of parameter 3")) {
      try ServerParameter(.vector([1, .infinity]), index: 3, vectors: vectors)
    }
    #expect(throws: StoreError.tooBig(what: "the vector of parameter 1")) {
      try ServerParameter(.vector(Array(repeating: 0, count: 32_768)), index: 1, vectors: vectors)
    }
  }

  @Test func binaryCopyIsByteForByte() throws {
    let bytes = try copied { sink in
      let encoder = CopyBinaryEncoder(sink: sink)
      encoder.begin()
      encoder.row(columns: 3)
      encoder.int(1)
      encoder.null()
      [Float(1)].withUnsafeBufferPointer { encoder.vector($0) }
      try encoder.endRow()
      encoder.end()
    }
    let start = Array("PGCOPY\n".utf8) + [255, 13, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    let row: [UInt8] =
      [0, 3, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1, 255, 255, 255, 255] + [
        0, 0, 0, 8, 0, 1, 0, 0, 63, 128, 0, 0,
      ]
    #expect(bytes == start + row + [255, 255])
  }

  @Test func textCopyEscapes() throws {
    let bytes = try copied { sink in
      var encoder = CopyTextEncoder(sink: sink)
      encoder.row()
      encoder.text("a\tb\\.\n\r\u{8}\u{B}\u{C}表")
      encoder.null()
      encoder.text("")
      encoder.bool(true)
      [UInt8(0), 255].withUnsafeBytes { encoder.bytes($0) }
      try encoder.endRow()
      encoder.row()
      encoder.int(-5)
      try encoder.endRow()
    }
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == "a\\tb\\\\.\\n\\r\\b\\v\\f表\t\\N\t\tt\t\\\\x00ff\n-5\n")
  }

  @Test func sinkGrowsForOneLargeValue() throws {
    let large = [UInt8](repeating: 7, count: 3_000_000)
    let bytes = copied { sink in large.withUnsafeBytes { sink.append($0) } }
    #expect(bytes == large)
  }

  @Test func cacheDropsTheOneUnusedForLongest() {
    var cache = StatementCache(limit: 2)
    func key(_ sql: String) -> StatementCache.Key { StatementCache.Key(sql: sql, types: []) }
    for sql in ["a", "b"] { cache.keep(key(sql), .init(name: sql, format: 1)) }
    _ = cache.find(key("a"))
    cache.keep(key("c"), .init(name: "c", format: 1))
    #expect(cache.find(key("b")) == nil)
    #expect(cache.find(key("a"))?.name == "a")
    #expect(cache.takeDropped() == ["b"])
    #expect(cache.count == 2)
  }
}
