import Embedding
import Language
import Pipeline
import Stores

/// Everything a notebook run or a prompt has: stores, models, settings and the interpreter. Not thread-safe: one
/// session, one thread, but for `interrupt()`.
public final class Session: @unchecked Sendable {
  public struct Settings: Sendable {
    /// Seed of every random verb unless it has its own.
    public var seed: UInt64 = 42
    /// Relative paths start here: a notebook's folder, or the working folder.
    public var folder: String
    public var workers: Int
    /// Overrides the batch size of every job (tests prove that results do not depend on it).
    public var batchSize: Int?
    public var modulePaths: [String] = []
    public init(folder: String, workers: Int) {
      self.folder = folder
      self.workers = workers
    }
  }
  public var settings: Settings
  public init(settings: Settings, output: any SessionOutput) {
    self.settings = settings
  }
  /// Opens a store: a path or `sqlite:path`, or nil for a private one.
  public func open(_ location: String?) throws {}
  /// From any thread: Ctrl-C. Stops the running verb; committed batches stay.
  public func interrupt() {}
}

/// Where a session's values, lines, warnings and progress go.
public protocol SessionOutput: AnyObject, Sendable {
  /// The value of an expression statement, for stdout.
  func show(_ value: Value) throws
  /// A line of `print`, for stdout.
  func print(_ text: String) throws
  /// Narration, for stderr.
  func warn(_ text: String)
  func progress(_ progress: Progress)
}
