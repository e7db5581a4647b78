/// Dates, times and intervals as PostgreSQL writes them with `DateStyle=ISO` and `IntervalStyle=postgres`, so that both forms of
/// a result read the same.
enum ServerTime {
  /// Days from 1970-01-01 to 2000-01-01, from which the server counts.
  private static let epoch: Int64 = 10_957
  private static let day: Int64 = 86_400_000_000

  static func date(_ days: Int32) -> String {
    if days == .max { return "infinity" }
    if days == .min { return "-infinity" }
    let (text, isBefore) = calendar(Int64(days))
    return isBefore ? text + " BC" : text
  }

  static func time(_ microseconds: Int64) -> String { clock(microseconds) }

  static func timestamp(_ microseconds: Int64, zone: String) -> String {
    if microseconds == .max { return "infinity" }
    if microseconds == .min { return "-infinity" }
    let days = floorDivide(microseconds, day)
    let (text, isBefore) = calendar(days)
    let (start, _) = days.multipliedReportingOverflow(by: day)
    let (rest, _) = microseconds.subtractingReportingOverflow(start)
    return "\(text) \(clock(rest))\(zone)\(isBefore ? " BC" : "")"
  }

  static func interval(months: Int32, days: Int32, microseconds: Int64) -> String {
    if months == .max, days == .max, microseconds == .max { return "infinity" }
    if months == .min, days == .min, microseconds == .min { return "-infinity" }
    var parts: [String] = []
    // A positive part after a negative one shows its sign.
    var wasNegative = false
    func add(_ count: Int32, _ unit: String) {
      if count == 0 { return }
      parts.append("\(wasNegative && count > 0 ? "+" : "")\(count) \(unit)\(count == 1 ? "" : "s")")
      wasNegative = count < 0
    }
    add(months / 12, "year")
    add(months % 12, "mon")
    add(days, "day")
    if microseconds != 0 || parts.isEmpty {
      let sign = microseconds < 0 ? "-" : wasNegative ? "+" : ""
      parts.append(sign + clock(microseconds.magnitude))
    }
    return parts.joined(separator: " ")
  }

  private static func clock(_ microseconds: Int64) -> String { clock(microseconds.magnitude) }

  /// `04:05:06.789`, without zeros at the end of the fraction; hours may be many.
  private static func clock(_ microseconds: UInt64) -> String {
    let seconds = microseconds / 1_000_000
    let text = "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    let fraction = microseconds % 1_000_000
    if fraction == 0 { return text }
    var digits = padded(fraction, 6)
    while digits.hasSuffix("0") { digits.removeLast() }
    return text + "." + digits
  }

  /// The proleptic Gregorian date, by the days-to-civil computation in eras of 400 years
  /// (https://howardhinnant.github.io/date_algorithms.html). Years before 1 count backwards from 1 BC.
  private static func calendar(_ days: Int64) -> (text: String, isBefore: Bool) {
    let shifted = days + epoch + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
    let civilMonth = month < 10 ? month + 3 : month - 9
    let year = yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0)
    let shown = year > 0 ? year : 1 - year
    return (
      "\(padded(shown.magnitude, 4))-\(two(civilMonth.magnitude))-\(two(dayOfMonth.magnitude))", year <= 0
    )
  }

  private static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
    let quotient = value / by
    return value % by < 0 ? quotient - 1 : quotient
  }

  private static func two(_ number: UInt64) -> String { padded(number, 2) }
  private static func padded(_ number: UInt64, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }
}
