/// Unsigned 64-bit ids, little-endian, one for each vector, in a mapped file.
public final class IdentifierFile: @unchecked Sendable {
  public let file: MappedFile
  public let count: Int
  private let base: UnsafePointer<UInt64>

  /// - Throws: ``FormatsError``, ``VectorFileError/raggedIDs(path:size:)``.
  public init(path: String, display: String? = nil) throws {
    file = try MappedFile(path: path, display: display ?? path)
    if NpyHeader.isNpy(file) {
      throw VectorFileError.isNpy(path: file.display, expected: "a raw file of ids")
    }
    guard file.size % MemoryLayout<UInt64>.size == 0 else {
      throw VectorFileError.raggedIDs(path: file.display, size: file.size)
    }
    count = file.size / MemoryLayout<UInt64>.size
    base = file.base.assumingMemoryBound(to: UInt64.self)
  }

  /// The ids, after a look at their number and that none comes twice.
  /// - Throws: ``VectorFileError/idCountMismatch(path:ids:vectors:)``,
  ///   ``VectorFileError/duplicateID(path:id:first:again:)`` for the first row whose id was there before,
  ///   ``VectorFileError/changed(path:)``.
  public func ids(forVectors vectors: Int) throws -> [UInt64] {
    guard count == vectors else {
      throw VectorFileError.idCountMismatch(path: file.display, ids: count, vectors: vectors)
    }
    let ids = try file.reading { (0..<count).map { UInt64(littleEndian: base[$0]) } }
    if let twin = Self.firstRepeated(ids) {
      throw VectorFileError.duplicateID(
        path: file.display, id: ids[twin.again], first: twin.first, again: twin.again)
    }
    return ids
  }

  /// The first place whose id stands at an earlier one, and that one. O(1) room for ids in ascending order.
  public static func firstRepeated(_ ids: [UInt64]) -> (first: Int, again: Int)? {
    if ids.indices.dropFirst().allSatisfy({ ids[$0 - 1] < ids[$0] }) { return nil }
    let order = ids.indices.sorted { ids[$0] != ids[$1] ? ids[$0] < ids[$1] : $0 < $1 }
    var found: (first: Int, again: Int)?
    var start = 0
    for at in order.indices.dropFirst() {
      if ids[order[at]] != ids[order[start]] {
        start = at
      } else if order[at] < found?.again ?? .max {
        found = (order[start], order[at])
      }
    }
    return found
  }
}
