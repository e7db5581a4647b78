import Language

/// How values are written.
public enum OutputFormat: String, Sendable, CaseIterable { case table, plain, csv, tsv, json, jsonl, markdown }

public struct RenderOptions: Sendable {
  public var format: OutputFormat = .table
  /// Columns of a terminal or a notebook's `width`; nil: never fitted, never cut.
  public var width: Int?
  /// Rows shown of a table before the footer says how many more; nil: all.
  public var maxRows: Int?
  public var color: Bool = false
  public init() {}
}

/// Writes one value; text arrives in pieces, ending with a newline.
public func render(_ value: Value, _ options: RenderOptions, to write: (String) throws -> Void) throws {}

/// `error[V0203]: …` with place, source line, carets, notes and help.
public func render(_ diagnostic: Diagnostic, color: Bool) -> String { diagnostic.message }
