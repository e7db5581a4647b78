import CEdit
import Glibc

/// What is known of the terminal; asked anew each time, since it may be resized.
public enum Terminal {
  /// Columns of the terminal on `descriptor`; nil when it is none. A terminal that does not know its size has 80.
  public static func width(_ descriptor: Int32 = 1) -> Int? { size(descriptor)?.columns }

  /// Rows of the terminal on `descriptor`; nil when it is none.
  public static func height(_ descriptor: Int32 = 1) -> Int? { size(descriptor)?.rows }

  private static func size(_ descriptor: Int32) -> (columns: Int, rows: Int)? {
    guard isatty(descriptor) == 1 else { return nil }
    var columns: Int32 = 0
    var rows: Int32 = 0
    vnb_terminal_size(descriptor, &columns, &rows)
    return (columns > 0 ? Int(columns) : 80, rows > 0 ? Int(rows) : 24)
  }

  /// Colour: only on a terminal that has it, and not when `NO_COLOR` is set (https://no-color.org).
  public static func hasColor(_ descriptor: Int32 = 1) -> Bool {
    guard isatty(descriptor) == 1, !isDumb else { return false }
    return (environment("NO_COLOR") ?? "").isEmpty
  }

  /// A terminal without cursor movement: no editing, no colour, no progress line.
  public static var isDumb: Bool {
    let name = environment("TERM") ?? ""
    return name.isEmpty || name == "dumb"
  }

  static func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    return String(cString: value)
  }

  /// Writes all of the text; what stops it (a closed pipe) is thrown as `cannotWrite`.
  public static func write(_ text: String, to descriptor: Int32) throws(ReplError) {
    var text = text
    let failure: Int32? = text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count {
        guard let base = bytes.baseAddress else { return nil }
        let count = Glibc.write(descriptor, base + done, bytes.count - done)
        if count < 0 && errno != EINTR { return errno }
        done += max(0, count)
      }
      return nil
    }
    if let failure { throw .cannotWrite(errno: failure) }
  }
}
