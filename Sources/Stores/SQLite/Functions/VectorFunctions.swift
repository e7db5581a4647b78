import CSQLite
import Vectors

/// Functions over float32 blobs. Null in, null out; a cosine with a zero vector is null.
enum VectorFunctions {
  static let all: [(String, Int32, Scalar)] = [
    ("vnb_distance_l2", 2, { context, _, arguments in l2(context, arguments) }),
    ("vnb_distance_cosine", 2, { context, _, arguments in cosine(context, arguments) }),
    ("vnb_distance_ip", 2, { context, _, arguments in innerProduct(context, arguments) }),
    ("vnb_distance_l1", 2, { context, _, arguments in l1(context, arguments) }),
    ("vnb_distance_hamming", 2, { context, _, arguments in hamming(context, arguments) }),
    ("vnb_norm", 1, { context, _, arguments in norm(context, arguments) }),
    ("vec_length", 1, { context, _, arguments in length(context, arguments) }),
    ("vec_to_json", 1, { context, _, arguments in json(context, arguments) }),
  ]

  typealias Body = (_ elements: UnsafePointer<Float>, _ count: Int) -> Void

  /// The kernels read from any address, so that the bytes in SQLite's page need no copy.
  private static func withVector(_ context: Context, _ arguments: Arguments, _ index: Int, _ body: Body) {
    switch SQLiteArgument.type(arguments, index) {
    case SQLITE_NULL: return sqlite3_result_null(context)
    case SQLITE_BLOB: break
    default: return SQLiteArgument.fail(context, "a vector was expected, found a number or a text")
    }
    let bytes = SQLiteArgument.bytes(arguments, index)
    guard bytes.count % 4 == 0, let start = bytes.baseAddress else {
      return SQLiteArgument.fail(context, "a value of \(bytes.count) bytes is not a vector")
    }
    body(start.assumingMemoryBound(to: Float.self), bytes.count / 4)
  }

  private static func withPair(
    _ context: Context, _ arguments: Arguments,
    _ body: (UnsafePointer<Float>, UnsafePointer<Float>, Int) -> Void
  ) {
    if SQLiteArgument.isNull(arguments, 1) { return sqlite3_result_null(context) }
    withVector(context, arguments, 0) { left, leftCount in
      withVector(context, arguments, 1) { right, rightCount in
        guard leftCount == rightCount else {
          let message = "vectors of dimension \(leftCount) and \(rightCount) cannot be compared"
          return SQLiteArgument.fail(context, message)
        }
        body(left, right, leftCount)
      }
    }
  }

  private static func l2(_ context: Context, _ arguments: Arguments) {
    withPair(context, arguments) { left, right, count in
      SQLiteArgument.result(context, Double(Distance.squaredL2(left, right, count: count).squareRoot()))
    }
  }

  private static func innerProduct(_ context: Context, _ arguments: Arguments) {
    withPair(context, arguments) { left, right, count in
      SQLiteArgument.result(context, Double(-Distance.dot(left, right, count: count)))
    }
  }

  private static func l1(_ context: Context, _ arguments: Arguments) {
    withPair(context, arguments) { left, right, count in
      SQLiteArgument.result(context, Double(Distance.l1(left, right, count: count)))
    }
  }

  private static func hamming(_ context: Context, _ arguments: Arguments) {
    withPair(context, arguments) { left, right, count in
      SQLiteArgument.result(context, Double(Distance.hamming(left, right, count: count)))
    }
  }

  /// The definition is `Distance.between`: in double from the three float32 sums, rounded once. A test holds them together.
  private static func cosine(_ context: Context, _ arguments: Arguments) {
    withPair(context, arguments) { left, right, count in
      let squares =
        Double(Distance.dot(left, left, count: count)) * Double(Distance.dot(right, right, count: count))
      let similarity = Double(Distance.dot(left, right, count: count)) / squares.squareRoot()
      if similarity.isNaN { return sqlite3_result_null(context) }
      SQLiteArgument.result(context, Double(Float(min(max(1 - similarity, 0), 2))))
    }
  }

  private static func norm(_ context: Context, _ arguments: Arguments) {
    withVector(context, arguments, 0) { elements, count in
      SQLiteArgument.result(context, Double(Distance.norm(elements, count: count)))
    }
  }

  private static func length(_ context: Context, _ arguments: Arguments) {
    withVector(context, arguments, 0) { _, count in sqlite3_result_int64(context, Int64(count)) }
  }

  /// `[1.0,0.5]`, each element in the shortest form that reads back as the same float.
  private static func json(_ context: Context, _ arguments: Arguments) {
    withVector(context, arguments, 0) { elements, count in
      let raw = UnsafeRawPointer(elements)
      let texts = (0..<count).map { "\(raw.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self))" }
      SQLiteArgument.result(context, "[" + texts.joined(separator: ",") + "]")
    }
  }
}
