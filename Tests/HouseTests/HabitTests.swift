import Support
import Testing

/// The habits of the house that a machine can hold.
@Suite struct HabitTests {
  static let longestFile = 400

  @Test func filesStayShort() throws {
    let all =
      try SourceTree.files("Sources", endings: [".swift", ".c", ".h"])
      + SourceTree.files("Tests", endings: [".swift"])
    for file in all where file.lines.count > Self.longestFile + 1 {
      Issue.record("\(file.path) has \(file.lines.count - 1) lines; at most \(Self.longestFile)")
    }
  }

  @Test func nothingTrapsOnUserInput() throws {
    for file in try SourceTree.swiftSources() {
      for (number, line) in file.code {
        if let trap = Traps.find(in: line) { Issue.record("\(file.path):\(number): \(trap): \(line)") }
      }
    }
  }

  @Test(arguments: [
    "let a = try! f()", "let b = x as! Int", "fatalError(\"\")", "let c = dictionary[1]!", "f(x!)", "a!.b",
    "g()!",
    "let d: Int! = nil",
  ])
  func findsTraps(_ line: String) { #expect(Traps.find(in: line) != nil) }

  @Test(arguments: [
    "if !a { }", "a != b", "x = !y", "while !(a) {}", "[!a]", "f(!a)", "a !== b",
  ])
  func leavesNegationAlone(_ line: String) { #expect(Traps.find(in: line) == nil) }

  @Test func cleanerLooksAtCodeOnly() {
    let file = SourceFile(
      path: "Sources/X/Y.swift",
      text:
        "let a = \"x!\" // b!\n/* c!\nd! */ let e = \"\\(f(\"g!\"))!\"\nlet h = \"\"\"\n  i!\n  \"\"\"\nj!")
    #expect(
      file.code.map { Traps.find(in: $0.text) != nil } == [false, false, false, false, false, false, true])
  }

  /// Nothing in the tree tells where it was written.
  @Test func noPlaceIsNamed() throws {
    let places = ["/work/", "/root/", "/home/", "/Users/", "worktree"]
    let folders = ["Sources", "Tests", "scripts", "notebooks", "stdlib", ".ci"]
    var files = try folders.flatMap {
      try SourceTree.files($0, endings: [".swift", ".c", ".h", ".vnb", ".md", ".sh", ".pl", ".py", "run"])
    }
    for name in ["README.md", "CHANGELOG.md", "Makefile", "Package.swift"] {
      files.append(SourceFile(path: name, text: try Files.readText("\(packageFolder)/\(name)")))
    }
    for file in files where !file.path.hasSuffix("HabitTests.swift") {
      for (index, line) in file.lines.enumerated() {
        for place in places where line.contains(place) {
          Issue.record("\(file.path):\(index + 1): names \(place)")
        }
      }
    }
  }
}

/// Patterns that end the program: what a user can cause must be an error instead.
enum Traps {
  static func find(in code: String) -> String? {
    for word in ["try!", "as!", "fatalError("] where code.contains(word) { return word }
    let characters = Array(code)
    for (index, character) in characters.enumerated() where character == "!" && index > 0 {
      let before = characters[index - 1]
      let next = index + 1 < characters.count ? characters[index + 1] : " "
      let endsAValue = before.isLetter || before.isNumber || before == "_" || before == "]" || before == ")"
      if endsAValue && next != "=" { return "force unwrap" }
    }
    return nil
  }
}
