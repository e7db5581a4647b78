/// Why a file of vectors or ids could not be read or written. The words are in VectorFileError+Words.swift. Rows count
/// from 0, bytes from 0.
public enum VectorFileError: Error, Sendable, Equatable {
  // Which format.
  case unknownFormat(path: String)
  /// A format whose name is known and which no program reads yet.
  case notImplemented(path: String, format: String)
  /// A name that is none, or of no format that is written here.
  case invalidFormat(String)
  case unsupportedOutput(String)
  /// An `.npy` file where raw numbers are expected.
  case isNpy(path: String, expected: String)

  // `.npy`.
  case badHeader(path: String, reason: String)
  case otherKind(path: String, NpyMismatch)

  // Sizes.
  case tooSmall(path: String, need: Int, got: Int)
  /// `extra` bytes after the last whole vector.
  case trailingBytes(path: String, extra: Int, dimension: Int)
  case noDimension(path: String, sidecar: String?)
  case dimensionMismatch(path: String, expected: Int, actual: Int)
  case zeroDimension(path: String)
  /// A shape whose bytes cannot be counted.
  case tooLarge(path: String, shape: String)

  // The JSON beside a raw file.
  case badSidecar(path: String, reason: String)
  /// The sidecar says one number of vectors, the file's size another.
  case countMismatch(path: String, sidecar: String, says: Int, has: Int)
  /// A sidecar would be written over a JSON file that is none.
  case otherSidecar(path: String)

  // Ids.
  case raggedIDs(path: String, size: Int)
  case idCountMismatch(path: String, ids: Int, vectors: Int)
  case duplicateID(path: String, id: UInt64, first: Int, again: Int)

  // The file itself.
  case changed(path: String)
  case notRegular(path: String)
  case cannotMap(path: String, errno: Int32)
  case cannotWrite(path: String, errno: Int32)
  /// A file to write is one that is read, or, with `twice`, another one to write.
  case sameFile(path: String, twice: Bool = false)

  /// A record of JSON Lines that holds no fitting vector.
  case badRecord(path: String, line: Int, reason: String)
}

/// What an `.npy` file holds, in place of float32 in C order with two dimensions.
public enum NpyMismatch: Sendable, Equatable {
  /// As NumPy writes it: `<f8`.
  case type(String)
  case bigEndian(String)
  case fortran
  case dimensions(shape: [Int])
}
