import Glibc
import Support
import Testing

@testable import Vectors

@Suite struct HNSWFileTests {
  private let folder = TemporaryFolder()

  @Test func anOpenedIndexAnswersLikeTheOneBuilt() throws {
    // An odd dimension, so that rows are padded; equal rows; ids.
    let values =
      Sample.clusters(600, 19, centers: 9, seed: 3) + [Sample.rows(1, 19)[0], Sample.rows(1, 19)[0]]
    let ids = (0..<602).map { UInt64($0) * 1_000_000_007 }
    for metric in [Metric.l2, .cosine, .ip] {
      var options = GraphSample.options(metric, recall: 20)
      options.source = "sha256:é"
      options.codes = metric == .cosine ? .int8 : metric == .l2 ? .bfloat16 : .none
      let built = try GraphSample.build(values, ids: ids, options)
      try built.write(to: folder.file("i.hnsw"))
      let opened = try HNSWIndex.open(folder.file("i.hnsw"))
      #expect(opened.info == built.info)
      #expect(opened.info.source == "sha256:é")
      #expect(opened.info.recall != nil)
      for query in values.prefix(20) {
        let answer = try opened.search(query, limit: 10, ef: 30)
        #expect(try answer == built.search(query, limit: 10, ef: 30))
        #expect(answer.map { opened.id(of: $0.index) } == answer.map { ids[$0.index] })
      }
      // What was opened writes the same file.
      #expect(try GraphSample.bytes(opened) == GraphSample.bytes(built))
      #expect(Files.list(folder.path) == ["i.hnsw"])
    }
  }

  /// Neither waited for nor replaced.
  @Test func aPipeIsNoIndex() throws {
    let pipe = folder.file("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(throws: VectorsError.indexUnreadable(path: pipe, errno: EINVAL)) { try HNSWIndex.open(pipe) }
    let index = try GraphSample.build(Sample.rows(20, 4), GraphSample.options())
    #expect(throws: VectorsError.indexUnwritable(path: pipe, errno: EINVAL)) { try index.write(to: pipe) }
    #expect(Files.list(folder.path) == ["pipe"])
  }

  @Test func unalignedRowsGiveTheSameGraph() throws {
    let values = Sample.rows(300, 10, seed: 3)
    let matrix = try Matrix(copying: values)
    let room = UnsafeMutablePointer<Float>.allocate(capacity: 301 * 11)
    defer { room.deallocate() }
    for (at, row) in values.enumerated() { (room + 1 + at * 11).update(from: row, count: 10) }
    let rows = VectorRows(base: room + 1, rows: 300, columns: 10, stride: 11, owner: matrix)
    let options = GraphSample.options()
    let loose = try GraphSample.bytes(try HNSWIndex.build(rows, options: options))
    #expect(try loose == GraphSample.bytes(try HNSWIndex.build(VectorRows(matrix), options: options)))
  }

  @Test func aWriteThatFailsLeavesTheFileThatWasThere() throws {
    let index = try GraphSample.build(Sample.rows(50, 4), GraphSample.options())
    #expect(throws: VectorsError.indexUnwritable(path: folder.file("no/i.hnsw"), errno: 2)) {
      try index.write(to: folder.file("no/i.hnsw"))
    }
    try Files.makeFolder(folder.file("taken"))
    #expect(throws: VectorsError.self) { try index.write(to: folder.file("taken")) }
    #expect(Files.list(folder.path) == ["taken"])
  }

  @Test func whatIsNoIndexIsRefusedByName() throws {
    let path = folder.file("i.hnsw")
    #expect(throws: VectorsError.indexUnreadable(path: path, errno: 2)) { try HNSWIndex.open(path) }
    #expect(throws: VectorsError.indexUnreadable(path: folder.path, errno: 21)) {
      try HNSWIndex.open(folder.path)
    }
    for bytes in [[], Array("vnbhnsw".utf8), [UInt8](repeating: 7, count: 5000)] {
      try Files.write(path, bytes)
      #expect(throws: VectorsError.notAnIndex(path: path)) { try HNSWIndex.open(path) }
    }
    var good = try GraphSample.bytes(try GraphSample.build(Sample.rows(50, 4), GraphSample.options()))
    try Files.write(path, Array(good.dropLast()))
    #expect(throws: VectorsError.indexSize(path: path, expected: good.count, found: good.count - 1)) {
      try HNSWIndex.open(path)
    }
    try Files.write(path, good + [0])
    #expect(throws: VectorsError.indexSize(path: path, expected: good.count, found: good.count + 1)) {
      try HNSWIndex.open(path)
    }
    good[8] = 9
    try Files.write(path, good)
    #expect(throws: VectorsError.indexVersion(path: path, found: 9, known: 1)) { try HNSWIndex.open(path) }
  }

  @Test func everyFlippedByteAndEveryLengthIsNoticed() throws {
    let path = folder.file("i.hnsw")
    let values = Sample.rows(40, 4) + [[1, 2, 3, 4], [1, 2, 3, 4]]
    var options = GraphSample.options(m: 3, recall: 5)
    options.codes = .int8
    let good = try GraphSample.bytes(try GraphSample.build(values, ids: (0..<42).map { UInt64($0) }, options))
    for at in stride(from: 0, to: good.count, by: 7) {
      var bad = good
      bad[at] ^= UInt8(1 << (at % 8))
      try Files.write(path, bad)
      // Zeros between parts belong to none.
      let opened = try? HNSWIndex.open(path)
      #expect(try opened.map { try GraphSample.bytes($0) == good } ?? true, "byte \(at)")
    }
    for length in stride(from: 0, to: good.count, by: 97) {
      try Files.write(path, Array(good.prefix(length)))
      #expect(throws: VectorsError.self) { try HNSWIndex.open(path) }
    }
  }

  /// A forger can make every checksum right; then the checks of what is inside must hold alone.
  @Test func forgedContentsNeverLeadOutside() throws {
    let path = folder.file("i.hnsw")
    let values = Sample.rows(60, 4) + [[1, 2, 3, 4], [1, 2, 3, 4]]
    let ids = (0..<62).map { UInt64($0) }
    var options = GraphSample.options(m: 2)
    options.codes = .int8
    let good = try GraphSample.bytes(try GraphSample.build(values, ids: ids, options))
    var stream = SeededStream(seed: 1, name: "forger")
    var refused = 0
    for _ in 0..<1500 {
      var bad = good
      for _ in 0..<1 + stream.below(3) {
        let inHeader = stream.below(3) == 0
        let at =
          inHeader ? 16 + stream.below(384) : HNSWHeader.bytes + stream.below(good.count - HNSWHeader.bytes)
        let odd: [UInt8] = [0, 1, 2, 0x7F, 0x80, 0xFF, 62, UInt8(truncatingIfNeeded: stream.next())]
        bad[at] = odd[stream.below(odd.count)]
      }
      seal(&bad)
      try Files.write(path, bad)
      guard let index = try? HNSWIndex.open(path) else {
        refused += 1
        continue
      }
      let query = [Float](repeating: 0.5, count: min(64, index.info.dimension))
      _ = try? index.search(query, limit: 5, ef: 20)
      _ = try? index.search(query, limit: 5, ef: 20, filter: { $0 % 2 == 0 })
    }
    #expect(refused > 300)
  }

  /// Makes the checksums of a file right, as far as its parts still lie inside.
  private func seal(_ bytes: inout [UInt8]) {
    func number(_ at: Int, _ width: Int) -> UInt64 {
      (0..<width).reduce(0) { $0 | UInt64(bytes[at + $1]) << UInt64(8 * $1) }
    }
    func put(_ at: Int, _ value: UInt64) {
      for byte in 0..<8 { bytes[at + byte] = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte)) }
    }
    for part in HNSWHeader.Part.allCases {
      let at = HNSWHeader.partTable + part.rawValue * 24
      let (offset, length) = (number(at, 8), number(at + 8, 8))
      guard offset <= UInt64(bytes.count), length <= UInt64(bytes.count) - offset else { continue }
      let range = Int(offset)..<Int(offset + length)
      let sum = bytes.withUnsafeBytes {
        IndexChecksum.of(UnsafeRawBufferPointer(rebasing: $0[range]), workers: 1)
      }
      put(at + 16, sum)
    }
    let header = Array(bytes[..<HNSWHeader.bytes])
    put(24, header.withUnsafeBytes { HNSWHeader.checksum($0) })
  }
}
