import Formats
import Stores

/// `load`: files into a table.
///
/// Columns. The first ``LoadLimits/windowRecords`` good records of all files together (fewer when their text passes
/// ``LoadLimits/windowBytes``) settle the columns: names in order of first appearance, and a type that holds every value
/// of the window. Bool, int and float stay what they are; ints beside floats become float when each is exact as one; every
/// other mixture, nested values (compact JSON text) and a column without any value are text, numbers spelt as in the file.
/// A field that appears later becomes a column then, typed by its first value, with one warning. A later value that its
/// column cannot hold exactly makes its line a bad line: nothing is rounded or cut. This depends on the files alone, not on
/// batches or threads, so a repeated load settles the same. A table that exists is used as it is, its types included;
/// fields it lacks are added.
///
/// Transactions. With a key, a commit falls on the end of a batch, but not on every one: batches are committed together up
/// to ``LoadLimits/commitRecords`` records, ``LoadLimits/commitBytes`` of text or a second. An error in a file keeps all
/// records before it. Without a key, records could not be told apart when the load is repeated: all are one transaction.
public struct LoadRequest: Sendable {
  /// What to do with a record whose key is there already.
  public typealias Conflict = InsertConflict
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
  /// Whether a field of CSV or TSV may stand in quotes; nil: in CSV yes, in TSV no.
  public var hasQuotes: Bool?
  public var dryRun: Bool = false
  public var limits = LoadLimits()
  public init(paths: [String], folder: String, table: String, key: String?) {
    self.paths = paths
    self.folder = folder
    self.table = table
    self.key = key
  }
}

/// Bounds of a load; tests make them small.
public struct LoadLimits: Sendable {
  public var windowRecords = 10_000
  public var windowBytes = 32_000_000
  public var commitRecords = 50_000
  public var commitBytes = 32_000_000
  public var columns = 1_600
  public var reader = ReaderLimits()
  public init() {}
}

/// How a load went.
public struct LoadReport: Sendable {
  /// Counts of one file; `lines` and bytes are those read so far.
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
    /// The file of SQL text made of it; nil when its records were stored.
    public var output: String?
  }
  public var files: [File] = []
  /// The SQL that would run (dry run), else empty.
  public var plannedSQL: [String] = []
  /// `file:line: reason`, at most `skipBad`.
  public var badLines: [String] = []
  public var seconds: Double = 0
  public init() {}
}

/// Reads the files and stores their records. Batches already committed stay when it throws ``LoadError``; running it again
/// finishes, and the table ends as if nothing had happened.
public func load(_ request: LoadRequest, into store: any Store, control: JobControl) throws -> LoadReport {
  try LoadJob(request, store, control).run()
}
