import Testing

/// Compares text with the file `Tests/Goldens/<name>`. With `VNB_UPDATE_GOLDENS=1` in the environment the file is written
/// instead, to be looked at and committed.
public func expectGolden(
  _ actual: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let folder = "\(packageFolder)/Tests/Goldens"
  let path = "\(folder)/\(name)"
  if environment("VNB_UPDATE_GOLDENS") != nil {
    try Files.makeFolder(folder)
    try Files.write(path, Array(actual.utf8))
    return
  }
  guard let expected = try? Files.readText(path) else {
    Issue.record("no golden \(path); run with VNB_UPDATE_GOLDENS=1", sourceLocation: sourceLocation)
    return
  }
  expectSameLines(actual, expected, sourceLocation: sourceLocation)
}

/// Expects two texts to be equal and names the first line that differs; `place` says which of several runs it was in.
public func expectSameLines(
  _ actual: String, _ expected: String, _ place: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual != expected else { return }
  let left = actual.split(separator: "\n", omittingEmptySubsequences: false)
  let right = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let same = zip(left, right).prefix { $0 == $1 }.count
  let got = same < left.count ? String(left[same]) : "<end>"
  let wanted = same < right.count ? String(right[same]) : "<end>"
  Issue.record(
    "line \(same + 1) differs \(place)\n     got: \(got)\nexpected: \(wanted)\n--- all of it\n\(actual)",
    sourceLocation: sourceLocation)
}
