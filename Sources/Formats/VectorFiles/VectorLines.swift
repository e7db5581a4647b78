/// Vectors out of JSON Lines, gzipped or not: a field of each record is an array of numbers.
public struct VectorLines {
  public let path: String
  public let display: String
  /// The field; nil: `vector` or `embedding`, else the only array of the first record.
  public var field: String?
  /// A field with a whole number that names the vector; nil: none is read.
  public var idField: String?
  public var isCancelled: (@Sendable () -> Bool)?

  public init(path: String, display: String? = nil, field: String? = nil, idField: String? = nil) {
    self.path = path
    self.display = display ?? path
    self.field = field
    self.idField = idField
  }

  /// Calls `body` for each record in turn. The vectors all have the dimension of the first.
  /// - Throws: ``FormatsError``; ``VectorFileError/badRecord(path:line:reason:)`` for the first record that holds no fitting
  ///   vector or id; what `body` throws.
  public func read(_ body: (_ vector: [Float], _ id: UInt64?) throws -> Void) throws {
    let keys = KeyTable()
    let reader = try RecordReader(
      path: path, display: display, format: .jsonLines, keys: keys, isCancelled: isCancelled)
    let chunk = RecordChunk()
    var place: Int32?
    var columns: Int?
    while try reader.next(chunk) {
      for row in chunk.rows {
        func bad(_ reason: String) -> VectorFileError {
          .badRecord(path: display, line: row.line, reason: reason)
        }
        if row.reason >= 0 { throw bad(chunk.reasons[Int(row.reason)]) }
        let cells = chunk.cells[Int(row.firstCell)..<Int(row.firstCell + row.cellCount)]
        do {
          let key = try place ?? vectorKey(cells, chunk, keys)
          place = key
          let vector = try vector(cells.first { $0.key == key }, keys.names[Int(key)], chunk, columns)
          columns = vector.count
          try body(vector, try id(cells, keys))
        } catch let failure as Failure {
          throw bad(failure.reason)
        }
      }
    }
  }

  private struct Failure: Error { let reason: String }

  private func vectorKey(_ cells: ArraySlice<Cell>, _ chunk: RecordChunk, _ keys: KeyTable) throws -> Int32 {
    func key(_ name: String) -> Int32? { cells.first { keys.names[Int($0.key)] == name }?.key }
    if let field {
      guard let found = key(field) else { throw Failure(reason: "the record has no field `\(field)`") }
      return found
    }
    if let found = key("vector") ?? key("embedding") { return found }
    let arrays = cells.filter { $0.kind == .json && chunk.bytes($0).first == UInt8(ascii: "[") }
    guard arrays.count == 1, let only = arrays.first else {
      throw Failure(
        reason: arrays.isEmpty ? "the record holds no array" : "the record holds several arrays; name one")
    }
    return only.key
  }

  private func vector(_ cell: Cell?, _ name: String, _ chunk: RecordChunk, _ columns: Int?) throws -> [Float]
  {
    guard let cell, cell.kind == .json, let vector = Self.numbers(chunk.bytes(cell)) else {
      throw Failure(reason: "`\(name)` is no array of numbers")
    }
    guard !vector.isEmpty else { throw Failure(reason: "`\(name)` is empty") }
    guard vector.count == columns ?? vector.count else {
      throw Failure(reason: "Dimension mismatch: expected \(columns ?? 0), got \(vector.count)")
    }
    guard vector.allSatisfy(\.isFinite) else {
      throw Failure(reason: "`\(name)` holds a number beyond float32")
    }
    return vector
  }

  /// The elements of compact JSON text `[1,2.5]`; nil for anything else.
  private static func numbers(_ text: UnsafeBufferPointer<UInt8>) -> [Float]? {
    guard let base = text.baseAddress, text.count >= 2, text[0] == UInt8(ascii: "[") else { return nil }
    let end = text.count - 1
    var numbers: [Float] = []
    var at = 1
    while at < end {
      guard let number = scanNumber(base + at, count: end - at) else { return nil }
      switch number.value {
      case .int(let value): numbers.append(Float(value))
      case .float(let value): numbers.append(Float(value))
      }
      at += number.length
      if at == end { return numbers }
      guard text[at] == UInt8(ascii: ",") else { return nil }
      at += 1
    }
    return numbers.isEmpty ? [] : nil
  }

  private func id(_ cells: ArraySlice<Cell>, _ keys: KeyTable) throws -> UInt64? {
    guard let idField else { return nil }
    guard let cell = cells.first(where: { keys.names[Int($0.key)] == idField }), cell.kind == .int,
      let id = UInt64(exactly: cell.int)
    else { throw Failure(reason: "`\(idField)` is no whole number of at least 0") }
    return id
  }
}
