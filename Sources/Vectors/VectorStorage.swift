import CKernels

/// How the elements of a stored vector are written. All but `float32` lose digits; what they lose is stated, and no machine rounds
/// them otherwise.
public enum VectorStorage: String, Sendable, CaseIterable {
  /// As given.
  case float32
  /// IEEE 754 binary16, rounded to nearest, ties to even. Magnitudes up to 65,504, steps of 2^-24 near zero.
  case float16
  /// The upper half of a float32, rounded to nearest, ties to even.
  case bfloat16
  /// Whole numbers from -127 to 127 times a scale of the row's own, its largest magnitude / 127. Sums of products are exact.
  case int8
  /// One bit an element: whether it is above 0. Knows Hamming distances only.
  case bit

  var code: vnb_storage {
    switch self {
    case .float32: VNB_FLOAT32
    case .float16: VNB_FLOAT16
    case .bfloat16: VNB_BFLOAT16
    case .int8: VNB_INT8
    case .bit: VNB_BIT
    }
  }

  /// Bytes of the code of `columns` elements, without padding.
  public func bytes(columns: Int) -> Int { vnb_code_size(code, columns) }

  /// Bytes from one row to the next where rows start on 64-byte boundaries.
  public func stride(columns: Int) -> Int { max(64, (bytes(columns: columns) + 63) / 64 * 64) }

  /// Writes the code of `columns` finite elements to `target`, which has room for ``bytes(columns:)``.
  /// - Returns: False when the storage cannot hold them: an element is too large for it, or all become 0 though some are not.
  public func encode(_ values: UnsafePointer<Float>, columns: Int, into target: UnsafeMutableRawPointer)
    -> Bool
  {
    vnb_encode(code, values, columns, target) == 0
  }

  /// The elements that a code stands for; bits stand for +1 and -1.
  public func decode(_ source: UnsafeRawPointer, columns: Int, into target: UnsafeMutablePointer<Float>) {
    vnb_decode(code, source, columns, target)
  }

  /// Whether vectors of `columns` elements can be stored this way at all.
  public func holds(columns: Int) -> Bool { self != .int8 || columns <= Int(VNB_INT8_LONGEST) }
}
