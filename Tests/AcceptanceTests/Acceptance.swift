import Support
import Testing

/// What the program computes on real data, held against figures that others published or that the reference implementation
/// gives on the same files. Everything goes through the executable, as a user would do it; one after the other, since each
/// keeps all cores busy.
@Suite(
  .serialized, .enabled(if: sharedFolder != nil && modelFolder != nil, "needs the shared data and the model"))
struct Acceptance {
  /// A file of the shared data.
  static func data(_ name: String) -> String { "\(sharedFolder ?? "")/data/\(name)" }

  /// Runs a program on a store and gives its output, tables as CSV.
  static func run(_ program: String, on store: String, format: String = "csv") throws -> String {
    let run = try CommandLineRun([store, "--format", format], input: program, limit: 300)
    try #require(run.exitCode == 0, "\(run.summary)")
    return run.stdout
  }

  /// The lines of a table shown as CSV without quoted fields, the header left out.
  static func rows(_ csv: String) -> [[Substring]] {
    csv.split(separator: "\n").dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  static func number(_ text: some StringProtocol) throws -> Double {
    try #require(Double(String(text)), "`\(text)` is no number")
  }
}

/// Expects a figure within a tolerance, and says both when it is not.
func expect(
  _ what: String, _ found: Double, near wanted: Double, within tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    abs(found - wanted) <= tolerance, "\(what): \(found), the reference has \(wanted)",
    sourceLocation: sourceLocation)
}
