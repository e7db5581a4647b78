import Support
import Testing

/// What README shows in its `console` blocks is what the commands print.
@Suite struct ReadmeTests {
  struct Shown: CustomTestStringConvertible {
    let command: String
    let output: String
    var testDescription: String { command }
  }

  /// `$ command`, further lines of it after `> `, then its output on stdout and stderr.
  static let shown: [Shown] = {
    let text = (try? Files.readText("\(packageFolder)/README.md")) ?? ""
    return text.components(between: "```console\n", and: "```").flatMap { block in
      var found: [(command: String, output: String)] = []
      for line in block.split(separator: "\n", omittingEmptySubsequences: false) {
        if line.hasPrefix("$ ") {
          found.append((String(line.dropFirst(2)), ""))
        } else if line.hasPrefix("> "), let last = found.last, last.output.isEmpty {
          found[found.count - 1].command += "\n" + line.dropFirst(2)
        } else if !found.isEmpty {
          found[found.count - 1].output += line + "\n"
        }
      }
      return found.map { Shown(command: $0.command, output: $0.output) }
    }
  }()

  @Test func readmeShowsCommands() { #expect(Self.shown.count >= 3) }

  @Test(arguments: shown)
  func commandPrintsWhatReadmeShows(example: Shown) throws {
    let place = vnbBinary.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
      separator: "/")
    let folder = TemporaryFolder()
    let run = try CommandLineRun(
      ["-c", "PATH='\(place)':$PATH; { \(example.command); } 2>&1"], program: "/bin/bash",
      folder: folder.path)
    #expect(run.stdout.trimmed == example.output.trimmed, "\(run.summary)")
  }
}

extension String {
  /// The pieces that stand between two marks.
  fileprivate func components(between start: String, and end: String) -> [String] {
    split(separator: start).dropFirst().map { String($0.split(separator: end).first ?? "") }
  }

  /// Without blanks at line ends and empty lines at the end.
  fileprivate var trimmed: String {
    var lines = split(separator: "\n", omittingEmptySubsequences: false).map { line -> Substring in
      var line = line
      while line.last == " " { line.removeLast() }
      return line
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }
}
