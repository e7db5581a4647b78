import Language

/// How values are written.
public enum OutputFormat: String, Sendable, CaseIterable {
  /// Aligned columns, a thin rule under the header, a footer with the number of rows.
  case table
  /// Aligned columns and the header; a footer only where something was left out.
  case plain
  /// RFC 4180 quoting, lines ended by LF. NULL is an empty field, an empty string is `""`. Text as it is stored.
  case csv
  /// Tab-separated as PostgreSQL's COPY writes it: `\t`, `\n`, `\r`, `\\` escaped, NULL is `\N`.
  case tsv
  /// One JSON text; tables are arrays of objects.
  case json
  /// One JSON text a line: a line for each row of a table or element of a list.
  case jsonl
  /// A Markdown table (GitHub's extension); other values as a line of text.
  case markdown

  /// Formats that programs read: complete whatever `maxRows` and `width` say, and free of decoration.
  public var isData: Bool {
    switch self {
    case .csv, .tsv, .json, .jsonl: true
    case .table, .plain, .markdown: false
    }
  }
}

/// How a value is written: the format, the room there is, colour.
public struct RenderOptions: Sendable {
  public var format: OutputFormat = .table
  /// Columns of a terminal or a notebook's `width`; nil: never fitted, never cut.
  public var width: Int?
  /// Rows shown of a table before the footer says how many more; nil: all. Data formats ignore it.
  public var maxRows: Int?
  public var color: Bool = false
  public init() {}
  public init(format: OutputFormat, width: Int? = nil, maxRows: Int? = nil, color: Bool = false) {
    self.format = format
    self.width = width
    self.maxRows = maxRows
    self.color = color
  }
}

/// Writes one value; text arrives in pieces, the last ending with a newline.
///
/// Errors: those of the table's store, those of `write`, and ``RenderError``.
public func render(_ value: Value, _ options: RenderOptions, to write: (String) throws -> Void) throws {
  // The renderers keep `write` while they run and drop it before this returns.
  try withoutActuallyEscaping(write) { write in
    switch options.format {
    case .table, .plain: try TextRenderer(options: options, write: write).show(value)
    case .markdown: try MarkdownRenderer(options: options, write: write).show(value)
    case .csv: try DelimitedRenderer(style: .csv, write: write).show(value)
    case .tsv: try DelimitedRenderer(style: .tsv, write: write).show(value)
    case .json: try JSONRenderer(lines: false, write: write).show(value)
    case .jsonl: try JSONRenderer(lines: true, write: write).show(value)
    }
  }
}

/// The whole text at once, for small values and tests.
public func rendered(_ value: Value, _ options: RenderOptions) throws -> String {
  var text = ""
  try render(value, options) { text += $0 }
  return text
}
