import Basics
import Pipeline

/// Words for narration on stderr; never in a result.
enum Rate {
  /// `in 1.2 s (16,700 rows/s)`, `in 8 ms`; the rate is left out where it would say nothing.
  static func words(_ count: Int, _ unit: String, seconds: Double) -> String {
    let time = "in \(words(seconds: seconds))"
    guard seconds > 0.05, count > 0 else { return time }
    return "\(time) (\(grouped(Int(Double(count) / seconds))) \(unit)/s)"
  }

  /// `1.2 s`, `8 ms`.
  static func words(seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    return seconds < 0.95 ? "\(Int((seconds * 1000).rounded(.up))) ms" : "\(tenths / 10).\(tenths % 10) s"
  }

  /// The same where part of the work came from the cache: `in 40 ms, all from the cache (12.3 s saved)`. A rate would tell of
  /// the cache and not of the work, so none is given.
  static func words(_ count: Int, _ unit: String, seconds: Double, _ use: CacheUse?) -> String {
    guard let use, use.rows > 0 else { return words(count, unit, seconds: seconds) }
    return "in \(words(seconds: seconds)), \(use.words)"
  }
}

extension CacheUse {
  /// `all from the cache (12.3 s saved)`, `19,936 of them from the cache (12.2 s saved)`.
  public var words: String {
    let part = rows == total ? "all" : "\(grouped(rows)) of them"
    return "\(part) from the cache (\(Rate.words(seconds: seconds)) saved)"
  }

  /// `embed: 20,000 rows, all from the cache (12.3 s saved)`.
  public var sentence: String { "\(job): \(counted(total, "row")), \(words)" }
}
