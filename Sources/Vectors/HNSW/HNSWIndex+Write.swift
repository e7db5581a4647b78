extension HNSWIndex {
  /// Writes the index to a file of its own (the format is in ``HNSWHeader``), which takes the place of one that was there in a
  /// single step once everything is on the disk. The same index gives the same bytes.
  /// - Throws: ``VectorsError/indexUnwritable(path:errno:)``; what was there before is unchanged then.
  public func write(to path: String) throws {
    let file = try ReplacedFile(path)
    var header = header
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: IndexChecksum.blockBytes, alignment: 64)
    defer { block.deallocate() }
    for part in HNSWHeader.Part.allCases {
      header[part].checksum = try write(part, header[part], file, block)
    }
    try header.encoded().withUnsafeBytes { try file.put($0, at: 0) }
    // Empty parts at the end write nothing, and still begin at a multiple of 64.
    try file.extend(to: header.fileBytes)
    try file.commit()
  }

  /// Writes one part in blocks; its checksum.
  private func write(
    _ part: HNSWHeader.Part, _ place: HNSWHeader.Place, _ file: ReplacedFile,
    _ block: UnsafeMutableRawBufferPointer
  ) throws(VectorsError) -> UInt64 {
    var hashes: [UInt64] = []
    for start in stride(from: 0, to: place.bytes, by: block.count) {
      let bytes = UnsafeMutableRawBufferPointer(rebasing: block[..<min(block.count, place.bytes - start)])
      fill(bytes, part, from: start)
      try file.put(UnsafeRawBufferPointer(bytes), at: place.offset + start)
      hashes.append(IndexChecksum.ofBlock(UnsafeRawBufferPointer(bytes)))
    }
    return IndexChecksum.combine(hashes, place.bytes)
  }

  /// Bytes `start` ..< start + count of a part.
  private func fill(_ bytes: UnsafeMutableRawBufferPointer, _ part: HNSWHeader.Part, from start: Int) {
    let source: UnsafeRawPointer? =
      switch part {
      case .vectors: nil
      case .squares: UnsafeRawPointer(squares.base)
      case .states: UnsafeRawPointer(graph.states)
      case .levels: UnsafeRawPointer(graph.levels)
      case .base: UnsafeRawPointer(graph.base)
      case .upperStart: UnsafeRawPointer(graph.upperStart)
      case .upper: UnsafeRawPointer(graph.upper)
      case .twins: graph.twins.map { UnsafeRawPointer($0) }
      case .ids: ids.map { UnsafeRawPointer($0.base) }
      case .codes: measure.codes?.base
      }
    if let source {
      bytes.copyMemory(from: UnsafeRawBufferPointer(start: source + start, count: bytes.count))
    } else if part == .vectors {
      fillRows(bytes, from: start)
    }
  }

  /// Bytes of the stored rows: values, then zeros up to the stride.
  private func fillRows(_ bytes: UnsafeMutableRawBufferPointer, from start: Int) {
    let rowBytes = header.stride * 4
    let valueBytes = rows.columns * 4
    var at = 0
    while at < bytes.count {
      let row = (start + at) / rowBytes
      let offset = (start + at) % rowBytes
      let isValue = offset < valueBytes
      let length = min(bytes.count - at, (isValue ? valueBytes : rowBytes) - offset)
      let target = UnsafeMutableRawBufferPointer(rebasing: bytes[at..<at + length])
      if isValue {
        let values = UnsafeRawPointer(rows.row(row)) + offset
        target.copyMemory(from: UnsafeRawBufferPointer(start: values, count: length))
      } else {
        target.initializeMemory(as: UInt8.self, repeating: 0)
      }
      at += length
    }
  }
}
