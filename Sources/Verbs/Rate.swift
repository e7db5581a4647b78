import Basics

/// Words for narration on stderr; never in a result.
enum Rate {
  /// `in 1.2 s (16,700 rows/s)`, `in 8 ms`; the rate is left out where it would say nothing.
  static func words(_ count: Int, _ unit: String, seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    let time =
      seconds < 0.95 ? "in \(Int((seconds * 1000).rounded(.up))) ms" : "in \(tenths / 10).\(tenths % 10) s"
    guard seconds > 0.05, count > 0 else { return time }
    return "\(time) (\(grouped(Int(Double(count) / seconds))) \(unit)/s)"
  }
}
