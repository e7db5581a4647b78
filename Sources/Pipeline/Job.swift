/// What a job asks and tells while it runs.
public struct JobControl: Sendable {
  public let isCancelled: @Sendable () -> Bool
  public let progress: @Sendable (Progress) -> Void
  /// A sentence for stderr: a skipped line, a dropped column.
  public let warn: @Sendable (String) -> Void
  /// Where results of expensive steps are looked for and kept; nil for nowhere.
  public let cache: ResultCache?
  public init(
    isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (Progress) -> Void = { _ in },
    warn: @escaping @Sendable (String) -> Void = { _ in },
    cache: ResultCache? = nil
  ) {
    self.isCancelled = isCancelled
    self.progress = progress
    self.warn = warn
    self.cache = cache
  }
}

/// How far a job is.
public struct Progress: Sendable {
  /// `load`, `embed`, `kmeans`, `assign`.
  public let job: String
  public let done: Int
  /// Nil when the end is not known.
  public let total: Int?
  /// `rows`, `bytes`, `rounds`.
  public let unit: String
  public init(job: String, done: Int, total: Int?, unit: String) {
    self.job = job
    self.done = done
    self.total = total
    self.unit = unit
  }
}
