/// The head of an `.npy` file (numpy.org/doc/stable/reference/generated/numpy.lib.format.html): versions 1.0, 2.0, 3.0.
struct NpyHeader: Equatable {
  /// As NumPy writes it: `<f4`; `[` for records.
  var type: String
  var isFortran: Bool
  var shape: [Int]
  /// Where the numbers begin.
  var dataOffset: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// A head of two-dimensional numbers has some 60 bytes; NumPy itself reads no more than 10,000 unasked.
  static let byteLimit = 1 << 20

  static func isNpy(_ file: MappedFile) -> Bool { file.bytes(0..<magic.count).elementsEqual(magic) }

  /// Checks every length before it is used.
  init(_ file: MappedFile) throws(VectorFileError) {
    func bad(_ reason: String) -> VectorFileError { .badHeader(path: file.display, reason: reason) }
    guard Self.isNpy(file) else { throw bad("the file does not begin with \\x93NUMPY") }
    guard file.size >= 8 else { throw .tooSmall(path: file.display, need: 10, got: file.size) }
    let (major, minor) = (file.bytes(6..<7)[0], file.bytes(7..<8)[0])
    guard (1...3).contains(major), minor == 0 else {
      throw bad("version \(major).\(minor) is not 1.0, 2.0 or 3.0")
    }
    let lengthBytes = major == 1 ? 2 : 4
    let start = 8 + lengthBytes
    guard file.size >= start else { throw .tooSmall(path: file.display, need: start, got: file.size) }
    let length = file.bytes(8..<start).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= Self.byteLimit else { throw bad("it says to have \(length) bytes") }
    guard start + length <= file.size else {
      throw .tooSmall(path: file.display, need: start + length, got: file.size)
    }
    do throws(NpyLiteralParser.Failure) {
      var parser = NpyLiteralParser(file.bytes(start..<start + length))
      try self.init(fields: parser.dictionary(), dataOffset: start + length)
    } catch {
      throw bad(error.reason)
    }
  }

  private init(
    fields: [(key: String, value: NpyLiteral)], dataOffset: Int
  ) throws(NpyLiteralParser.Failure) {
    func bad(_ reason: String) -> NpyLiteralParser.Failure { .init(reason: reason) }
    var known: [String: NpyLiteral] = [:]
    for (key, value) in fields {
      guard ["descr", "fortran_order", "shape"].contains(key) else {
        throw bad("a key that does not belong there")
      }
      guard known.updateValue(value, forKey: key) == nil else { throw bad("`\(key)` is given twice") }
    }
    switch known["descr"] {
    case .string(let text): type = text
    case .list: type = "["
    case nil: throw bad("`descr` is missing")
    default: throw bad("`descr` is no type")
    }
    switch known["fortran_order"] {
    case .bool(let flag): isFortran = flag
    case nil: throw bad("`fortran_order` is missing")
    default: throw bad("`fortran_order` is neither True nor False")
    }
    shape = try Self.shape(known["shape"])
    self.dataOffset = dataOffset
  }

  private static func shape(_ value: NpyLiteral?) throws(NpyLiteralParser.Failure) -> [Int] {
    guard let value else { throw NpyLiteralParser.Failure(reason: "`shape` is missing") }
    guard case .tuple(let parts) = value else {
      // `(5)` without a comma is a number to Python, too.
      throw NpyLiteralParser.Failure(reason: "`shape` is no tuple")
    }
    var shape: [Int] = []
    for part in parts {
      guard case .int(let size) = part, size >= 0 else {
        throw NpyLiteralParser.Failure(reason: "`shape` holds what is no size")
      }
      shape.append(size)
    }
    return shape
  }

  /// What keeps the numbers from being vectors of float32, in the order in which a person would mend it.
  var mismatch: NpyMismatch? {
    let printable =
      type.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) } && type.utf8.count <= 16
    if type.hasPrefix(">") { return .bigEndian(printable ? type : ">?") }
    if type != "<f4" && type != "|f4" { return .type(printable ? type : "(unreadable)") }
    if shape.count != 2 { return .dimensions(shape: shape) }
    return isFortran ? .fortran : nil
  }
}

extension NpyHeader {
  /// Bytes of the heads that ``VectorFileWriter`` writes.
  static let writtenBytes = 128

  /// The head of float32 vectors as NumPy writes it: version 1.0, padded by blanks so that the numbers begin at a multiple
  /// of 64, here always at 128, and ended by a newline.
  static func bytes(rows: Int, columns: Int) -> [UInt8] {
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
    let length = writtenBytes - 10
    let padding = [UInt8](repeating: 0x20, count: max(0, length - 1 - text.utf8.count))
    return magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(text.utf8) + padding + [0x0A]
  }
}
