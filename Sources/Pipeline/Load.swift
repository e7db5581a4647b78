import Stores

/// `load`: files into a table.
public struct LoadRequest: Sendable {
  public enum Conflict: String, Sendable { case skip, replace, error }
  /// Files or glob patterns in the order given; each pattern's matches in byte order. Relative to `folder`.
  public var paths: [String]
  public var folder: String
  public var table: String
  /// Column that identifies a row; nil lets every record be a new row (an integer `id` key is made).
  public var key: String?
  public var conflict: Conflict = .skip
  /// Rows a transaction; 0 = one transaction. The result does not depend on it.
  public var batchSize: Int = 1000
  /// Up to this many bad lines are listed and left out; one more stops the load.
  public var skipBad: Int = 0
  /// A key that first appears after the columns were settled is an error instead of a warning.
  public var strict: Bool = false
  public var dryRun: Bool = false
  public init(paths: [String], folder: String, table: String, key: String?) {
    self.paths = paths
    self.folder = folder
    self.table = table
    self.key = key
  }
}

public struct LoadReport: Sendable {
  public struct File: Sendable {
    public var path: String
    public var lines: Int
    public var inserted: Int
    public var replaced: Int
    public var existing: Int
    public var bad: Int
    /// Bytes read from disk and after decompression.
    public var bytesRead: Int
    public var bytesPlain: Int
    public var batches: Int
    public var seconds: Double
  }
  public var files: [File] = []
  /// The SQL that would run (dry run), else empty.
  public var plannedSQL: [String] = []
  /// `file:line: reason`, at most `skipBad`.
  public var badLines: [String] = []
  public var seconds: Double = 0
  public init() {}
}

/// Reads the files and stores their records. Batches already committed stay when it throws; running it again finishes.
public func load(_ request: LoadRequest, into store: any Store, control: JobControl) throws -> LoadReport {
  throw StoreError.unsupported("load")
}
