/// How much of one job came from the cache.
public struct CacheUse: Sendable, Equatable {
  /// `embed` or `kmeans`.
  public let job: String
  /// Rows whose result came from it.
  public internal(set) var rows = 0
  /// All rows of the job.
  public internal(set) var total = 0
  /// Seconds that making them had taken.
  public internal(set) var seconds = 0.0

  init(job: String) { self.job = job }

  /// Counts of two parts of one job.
  static func + (one: CacheUse, other: CacheUse) -> CacheUse {
    var sum = one
    sum.rows += other.rows
    sum.total += other.total
    sum.seconds += other.seconds
    return sum
  }
}
