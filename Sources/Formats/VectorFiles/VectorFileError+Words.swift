import Basics
import Glibc

extension VectorFileError {
  /// V0434 to V0449.
  public var code: String {
    switch self {
    case .unknownFormat, .invalidFormat, .isNpy: "V0434"
    case .notImplemented, .unsupportedOutput: "V0435"
    case .badHeader: "V0436"
    case .otherKind: "V0437"
    case .tooSmall: "V0438"
    case .trailingBytes: "V0439"
    case .noDimension: "V0440"
    case .dimensionMismatch: "V0441"
    case .zeroDimension, .tooLarge: "V0442"
    case .badSidecar, .countMismatch, .otherSidecar: "V0443"
    case .raggedIDs: "V0444"
    case .idCountMismatch: "V0445"
    case .duplicateID: "V0446"
    case .changed: "V0447"
    case .notRegular, .cannotMap, .cannotWrite, .sameFile: "V0448"
    case .badRecord: "V0449"
    }
  }

  public var message: String {
    switch self {
    case .unknownFormat(let path): "`\(path)`: Could not detect format from extension. Use --format"
    case .notImplemented(let path, let format):
      "`\(path)`: the format `\(format)` is known but not implemented"
    case .invalidFormat(let name): "Invalid format: \(name)"
    case .unsupportedOutput(let name): "Unsupported output format: \(name)"
    case .isNpy(let path, let expected): "`\(path)` is an .npy file, where \(expected) is expected"
    case .badHeader(let path, let reason): "`\(path)`: Invalid NPY header: \(reason)"
    case .otherKind(let path, let mismatch): "`\(path)` \(mismatch.words)"
    case .tooSmall(let path, let need, let got):
      "`\(path)`: File too small: need \(counted(need, "byte")), got \(grouped(got))"
    case .trailingBytes(let path, let extra, let dimension):
      "`\(path)` has \(counted(extra, "byte")) after the last whole vector of dimension \(grouped(dimension))"
    case .noDimension(let path, _): "`\(path)`: raw f32 does not tell its dimension"
    case .dimensionMismatch(let path, let expected, let actual):
      "`\(path)`: Dimension mismatch: expected \(grouped(expected)), got \(grouped(actual))"
    case .zeroDimension(let path): "`\(path)`: Dimension cannot be 0"
    case .tooLarge(let path, let shape): "`\(path)`: no file holds vectors of shape \(shape)"
    case .badSidecar(let path, let reason): "`\(path)`: \(reason)"
    case .countMismatch(let path, let sidecar, let says, let has):
      "`\(path)` holds \(counted(has, "vector")), and `\(sidecar)` says \(grouped(says))"
    case .otherSidecar(let path):
      "`\(path)`, where the dimension would be written, holds something else"
    case .raggedIDs(let path, let size):
      "`\(path)` is no file of 8-byte ids: \(counted(size, "byte")) cannot be divided by 8"
    case .idCountMismatch(let path, let ids, let vectors):
      "`\(path)`: ID count mismatch: \(grouped(ids)) IDs vs \(grouped(vectors)) vectors"
    case .duplicateID(let path, let id, let first, let again):
      "`\(path)`: the id \(id) of row \(grouped(first)) comes again in row \(grouped(again))"
    case .changed(let path): "`\(path)` was changed by another program while it was read"
    case .notRegular(let path): "`\(path)` is a pipe or a device, not a file"
    case .cannotMap(let path, let errno): "cannot map `\(path)`: \(String(cString: strerror(errno)))"
    case .cannotWrite(let path, let errno): "cannot write `\(path)`: \(String(cString: strerror(errno)))"
    case .sameFile(let path, twice: false): "`\(path)` is both read and written"
    case .sameFile(let path, twice: true): "`\(path)` would be written twice"
    case .badRecord(let path, let line, let reason): "\(path):\(line): \(reason)"
    }
  }

  public var notes: [String] {
    switch self {
    case .cannotWrite, .changed, .otherSidecar, .sameFile: ["nothing was written"]
    default: []
    }
  }

  public var help: String? {
    switch self {
    case .unknownFormat: "raw_f32 (.f32, .bin, .raw) or npy; in the language `format: \"npy\"`"
    case .notImplemented: "write the vectors as .npy or raw f32"
    case .invalidFormat: "vectors are read as raw_f32, npy or jsonl"
    case .unsupportedOutput: "vectors are written as raw_f32 or npy"
    case .isNpy(_, let expected) where expected.contains("id"):
      "write them raw, in Python: ids.astype('<u8').tofile('ids.u64')"
    case .isNpy: "leave out the format, or give `npy`"
    case .otherKind(_, let mismatch): mismatch.help
    case .tooSmall: "the file is cut short; write or fetch it again"
    case .trailingBytes: "is the dimension right? Nothing may stand before or after the numbers"
    case .noDimension(_, let sidecar?):
      "give -d (`dimension:`); `\(sidecar)` is there, but has no field `dim`"
    case .noDimension(let path, nil):
      "give -d (`dimension:`), or put {\"dim\": …} into `\(VectorSidecar.name(for: path))`"
    case .dimensionMismatch: "leave out -d (`dimension:`), or give the file's own"
    case .badSidecar: "a sidecar is {\"n\": 1000, \"dim\": 384, \"metric\": \"cosine\"}"
    case .countMismatch: "one of them belongs to another file"
    case .otherSidecar: "give the output another name, or move that file away"
    case .raggedIDs: "ids are unsigned 64-bit numbers, little-endian, one after another"
    case .idCountMismatch: "there must be one id for each vector, in the same order"
    case .duplicateID: "ids must differ, or a found id would not tell which vector it is"
    case .changed: "run it again when the other program has finished"
    case .notRegular:
      "give a file: those read are mapped, and those written replaced whole; neither can be streamed"
    case .sameFile(_, twice: false): "give the output another name"
    case .sameFile(_, twice: true): "give each file its own name; beside raw output stands a `.json`"
    case .badHeader, .zeroDimension, .tooLarge, .cannotMap, .cannotWrite, .badRecord: nil
    }
  }
}

extension NpyMismatch {
  fileprivate var words: String {
    switch self {
    case .type(let type): "holds \(Self.typeName(type)) (`\(type)`), not float32"
    case .bigEndian(let type): "holds big-endian numbers (`\(type)`), not little-endian float32"
    case .fortran: "is in Fortran order, column after column, not in C order"
    case .dimensions(let shape):
      "has \(counted(shape.count, "dimension")), shape \(Self.text(shape)), not two: vectors and elements"
    }
  }

  fileprivate var help: String {
    switch self {
    case .type, .bigEndian: "in Python: np.save(path, a.astype('<f4'))"
    case .fortran: "in Python: np.save(path, np.ascontiguousarray(a))"
    case .dimensions(let shape) where shape.count == 1:
      "in Python: np.save(path, a.reshape(1, -1)) for one vector, a.reshape(-1, D) for several"
    case .dimensions: "in Python: np.save(path, a.reshape(-1, a.shape[-1]))"
    }
  }

  private static func text(_ shape: [Int]) -> String {
    "(\(shape.map(String.init).joined(separator: ", "))\(shape.count == 1 ? "," : ""))"
  }

  /// NumPy's kinds: numpy.org/doc/stable/reference/arrays.interface.html
  private static func typeName(_ type: String) -> String {
    let bare = type.drop { "<>=|".contains($0) }
    switch bare {
    case "f8": return "float64"
    case "f2": return "float16"
    case "f16": return "long double"
    default: break
    }
    switch bare.first {
    case "b", "?": return "booleans"
    case "i", "u": return "integers"
    case "f": return "numbers of another size"
    case "c": return "complex numbers"
    case "O": return "Python objects"
    case "S", "a", "U": return "texts"
    case "M", "m": return "times"
    case "V", "[": return "records"
    default: return "an unknown type"
    }
  }
}
