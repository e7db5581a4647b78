/// What a notebook may hold. A file beyond it is refused whole, with the limit named.
public enum NotebookLimits {
  /// Bytes of a file.
  public static let fileBytes = 64 << 20
  /// Bytes of a line.
  public static let lineBytes = 1 << 20
  public static let cells = 10_000
  /// Errors reported at once; more of them would only bury the first.
  public static let reportedErrors = 20
  /// Bytes of one cell's output that go into an executed copy.
  public static let recordedBytes = 16 << 20
  /// Rows of a table that an export shows; the rest is told of.
  public static let exportedRows = 1_000
  /// Bytes of all outputs of one export.
  public static let exportedBytes = 256 << 20
  /// Bytes of a picture that a page takes in, and of all of them.
  public static let pictureBytes = 8 << 20
  public static let picturesBytes = 64 << 20
  /// `![` times `]` of a paragraph that is rendered: cmark compares them with each other.
  public static let proseBrackets = 200_000_000
  /// Columns of the `width` setting.
  public static let width = 20...1000
  public static let defaultWidth = 96
  /// Seconds of a `timeout`.
  public static let longestTimeout = 7.0 * 24 * 3600
}
