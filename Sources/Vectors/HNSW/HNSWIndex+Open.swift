import Glibc

extension HNSWIndex {
  /// Opens the file of an index. The file is mapped, not read into memory: the vectors are fetched when they are needed. Everything that is
  /// later followed is checked here: sizes, levels, every link, every checksum. The file must not be changed in place
  /// while it is open; ``write(to:)`` never does. Without `verifyVectors` the checksum of the vectors, which takes reading them all,
  /// is left out; then damaged vectors give wrong answers.
  /// - Throws: ``VectorsError``: unreadable, not an index, another version, another size, damaged.
  public static func open(_ path: String, verifyVectors: Bool = true, workers: Int = 2) throws -> HNSWIndex {
    let file = try MappedFile(path)
    let header = try HNSWHeader(file.bytes, fileBytes: file.bytes.count, path: path)
    let parts = try HNSWParts(file, header, path: path)
    for part in HNSWHeader.Part.allCases where verifyVectors || part != .vectors {
      guard parts.checksum(part, workers: workers) == header[part].checksum else {
        throw VectorsError.indexDamaged(path: path, part: part.name)
      }
    }
    try parts.check(path: path, workers: workers)
    let scales = Slots<Float>(repeating: 1, count: header.rows)
    if header.metric == .cosine {
      for row in 0..<header.rows { scales[row] = 1 / parts.squares[row].squareRoot() }
    }
    var measure = RowMeasure(
      base: parts.vectors, stride: header.stride, columns: header.columns, metric: header.metric,
      scales: scales.base)
    measure.codes = header.codes.storage.flatMap {
      RowCodes(parts.codes, columns: header.columns, storage: $0, metric: header.metric)
    }
    let rows = VectorRows(
      base: parts.vectors, rows: header.rows, columns: header.columns, stride: header.stride, owner: file)
    return HNSWIndex(
      rows: rows, graph: parts.graph, measure: measure, squares: parts.squares, ids: parts.ids,
      header: header, owners: [file, scales])
  }
}

/// A file mapped for reading until the object goes.
final class MappedFile: Sendable {
  private let mapping: Mapping
  private struct Mapping: @unchecked Sendable { let bytes: UnsafeRawBufferPointer }

  var bytes: UnsafeRawBufferPointer { mapping.bytes }

  /// - Throws: ``VectorsError/indexUnreadable(path:errno:)``.
  init(_ path: String) throws(VectorsError) {
    // Without waiting for somebody to write, should it be a pipe; that is refused below.
    let file = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw .indexUnreadable(path: path, errno: errno) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw .indexUnreadable(path: path, errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .indexUnreadable(path: path, errno: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
    }
    guard status.st_size > 0 else {
      mapping = Mapping(bytes: UnsafeRawBufferPointer(start: nil, count: 0))
      return
    }
    let size = Int(status.st_size)
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, file, 0), start != MAP_FAILED else {
      throw .indexUnreadable(path: path, errno: errno)
    }
    mapping = Mapping(bytes: UnsafeRawBufferPointer(start: start, count: size))
  }

  deinit {
    if let start = mapping.bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: start), mapping.bytes.count)
    }
  }
}
