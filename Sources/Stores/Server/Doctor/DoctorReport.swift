/// What `vnb doctor` found about a store: facts with a verdict each, what vnb will do there, and what it misses.
public struct DoctorReport: Sendable, Equatable {
  /// What a finding means for vnb.
  public enum Verdict: String, Sendable {
    case ok
    /// It works, more slowly or less safely than it could.
    case warn
    /// vnb cannot do its work here.
    case fail
  }

  /// One row of the table: what was looked at, what was found there, and whether it will do.
  public struct Finding: Sendable, Equatable {
    public let what: String
    public let found: String
    public let verdict: Verdict
  }

  /// What is missing, and the exact next step to get it.
  public struct Missing: Sendable, Equatable {
    public let what: String
    public let next: String
  }

  /// The store, without any password.
  public var store: String
  public var findings: [Finding] = []
  /// Ways of working that will be used, in one sentence each.
  public var uses: [String] = []
  public var missing: [Missing] = []

  /// Empty, for a store of this name.
  public init(store: String) { self.store = store }

  /// True when nothing failed.
  public var isUsable: Bool { !findings.contains { $0.verdict == .fail } }

  mutating func add(_ what: String, _ found: String, _ verdict: Verdict = .ok, next: String? = nil) {
    findings.append(Finding(what: what, found: found, verdict: verdict))
    if let next { missing.append(Missing(what: "\(what): \(found)", next: next)) }
  }
}

/// Numbers as the report writes them.
enum DoctorText {
  /// `0.21 ms`, `12 ms`, `1.4 s`.
  static func time(_ seconds: Double) -> String {
    if seconds < 0.01 { return "\((seconds * 100_000).rounded() / 100) ms" }
    if seconds < 1 { return "\(Int((seconds * 1000).rounded())) ms" }
    return "\((seconds * 10).rounded() / 10) s"
  }

  /// `12,300 rows/s`.
  static func rate(_ rows: Int, _ seconds: Double) -> String {
    let rate = Double(rows) / max(seconds, 1e-6)
    let coarse = rate >= 1000 ? (rate / 100).rounded() * 100 : rate.rounded()
    return "\(grouped(Int(coarse))) rows/s"
  }

  /// With a comma after every three digits.
  static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (at, digit) in digits.enumerated() {
      if at > 0, (digits.count - at) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return number < 0 ? "-" + text : text
  }
}
