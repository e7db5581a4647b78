extension HNSWHeader {
  /// Reads and checks the header of a file of `found` bytes that begins with `bytes`. Afterwards every part lies inside the file, has the
  /// size its counts ask for, and the numbers are in their ranges; what the parts hold is not looked at.
  /// - Throws: ``VectorsError``: not an index, another version, another size, damaged.
  init(_ bytes: UnsafeRawBufferPointer, fileBytes found: Int, path: String) throws(VectorsError) {
    guard bytes.count >= 8, (0..<8).allSatisfy({ bytes[$0] == HNSWHeader.magic[$0] }) else {
      throw .notAnIndex(path: path)
    }
    guard bytes.count >= HNSWHeader.bytes else {
      throw .indexSize(path: path, expected: HNSWHeader.bytes, found: found)
    }
    let version = Int(get(bytes, 8, UInt32.self))
    guard version == HNSWHeader.version else {
      throw .indexVersion(path: path, found: version, known: HNSWHeader.version)
    }
    let head = UnsafeRawBufferPointer(rebasing: bytes[..<HNSWHeader.bytes])
    guard get(bytes, 24, UInt64.self) == HNSWHeader.checksum(head),
      get(bytes, 12, UInt32.self) == UInt32(HNSWHeader.bytes), readNumbers(head), readText(head)
    else { throw .indexDamaged(path: path, part: "its header") }
    try readPlaces(head, found: found, path: path)
  }

  private func get<Number: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, _ at: Int, _ type: Number.Type
  ) -> Number {
    Number(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: Number.self))
  }

  /// A 64-bit count, or nil when it is beyond `limit`.
  private func count(_ bytes: UnsafeRawBufferPointer, _ at: Int, _ limit: Int) -> Int? {
    let number = get(bytes, at, UInt64.self)
    return number <= UInt64(limit) ? Int(number) : nil
  }

  private mutating func readNumbers(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let fileBytes = count(bytes, 16, 1 << 60), let rows = count(bytes, 32, HNSWGraph.mostRows),
      let removed = count(bytes, 40, rows), let nodes = count(bytes, 88, rows),
      let upperLists = count(bytes, 80, rows * HNSWGraph.highestLevel),
      let codes = HNSWCodes(rawValue: bytes[53]), bytes[52] < 3, bytes[54] < 2, bytes[55] < 2
    else { return false }
    self.fileBytes = fileBytes
    self.rows = rows
    self.removed = removed
    self.nodes = nodes
    self.upperLists = upperLists
    self.codes = codes
    columns = Int(get(bytes, 48, UInt32.self))
    metric = bytes[52] == 0 ? .l2 : bytes[52] == 1 ? .cosine : .ip
    hasIDs = bytes[54] == 1
    hasTwins = bytes[55] == 1
    m = Int(get(bytes, 56, UInt32.self))
    efConstruction = Int(get(bytes, 60, UInt32.self))
    seed = get(bytes, 64, UInt64.self)
    entry = get(bytes, 72, UInt32.self)
    topLevel = Int(get(bytes, 76, UInt32.self))
    guard HNSWOptions.linkRange.contains(m), HNSWOptions.candidateRange.contains(efConstruction),
      topLevel <= HNSWGraph.highestLevel, columns > 0 || rows == 0,
      codes.storage?.holds(columns: columns) ?? true,
      let baseLinks = count(bytes, 96, rows * 2 * m)
    else { return false }
    self.baseLinks = baseLinks
    return nodes == 0 ? entry == HNSWGraph.none : Int(entry) < rows
  }

  private mutating func readText(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let sample = Int(get(bytes, 120, UInt32.self))
    if sample > 0 {
      guard let expected = count(bytes, 112, 1 << 60), let found = count(bytes, 104, expected) else {
        return false
      }
      recall = HNSWRecall(
        found: found, expected: expected, sample: sample, ef: Int(get(bytes, 124, UInt32.self)),
        limit: Int(get(bytes, 128, UInt32.self)))
    }
    let length = Int(get(bytes, 136, UInt32.self))
    guard length <= HNSWOptions.longestSource,
      let text = String(validating: bytes[144..<144 + length], as: UTF8.self)
    else { return false }
    source = text
    return true
  }

  private mutating func readPlaces(_ bytes: UnsafeRawBufferPointer, found: Int, path: String)
    throws(VectorsError)
  {
    guard found == fileBytes else { throw .indexSize(path: path, expected: fileBytes, found: found) }
    for part in Part.allCases where size(of: part) == nil {
      throw .indexDamaged(path: path, part: "its header")
    }
    let told = fileBytes
    layOut()
    guard told == fileBytes else { throw .indexDamaged(path: path, part: "its header") }
    for part in Part.allCases {
      let at = HNSWHeader.partTable + part.rawValue * 24
      guard get(bytes, at, UInt64.self) == UInt64(self[part].offset),
        get(bytes, at + 8, UInt64.self) == UInt64(self[part].bytes)
      else { throw .indexDamaged(path: path, part: "its header") }
      self[part].checksum = get(bytes, at + 16, UInt64.self)
    }
  }
}
