import Support
import Testing

@Suite struct ArrowTests {
  @Test func importsFollowTheArrows() throws {
    let sources = try SourceTree.swiftSources()
    #expect(sources.count > 20)
    for file in sources {
      for (line, module) in file.imports {
        if let objection = Arrows.objection(file.target, importing: module) {
          Issue.record("\(file.path):\(line): \(objection)")
        }
      }
    }
  }

  @Test func manifestNamesTheSameArrows() throws {
    let manifest = SourceFile(
      path: "Package.swift", text: try Files.readText("\(packageFolder)/Package.swift"))
    let entries = Manifest.targets(in: manifest.text).filter { !$0.isTest }
    #expect(entries.count >= 16)
    for entry in entries {
      guard Arrows.table[entry.name] != nil else {
        Issue.record("Package.swift: the target \(entry.name) is not in the table of arrows")
        continue
      }
      for dependency in entry.dependencies {
        guard let objection = Arrows.objection(entry.name, importing: dependency) else { continue }
        Issue.record("Package.swift: \(entry.name): \(objection)")
      }
    }
    for folder in Files.list("\(packageFolder)/Sources") {
      #expect(entries.contains { $0.name == folder }, "Sources/\(folder) is no target")
    }
  }

  @Test func manifestStaysFreeOfUnsafeFlagsAndPackages() throws {
    let text = try Files.readText("\(packageFolder)/Package.swift")
    #expect(!text.contains("unsafeFlags"))
    #expect(!text.contains(".package("))
    #expect(text.contains(".treatAllWarnings(as: .error)"))
    #expect(text.hasPrefix("// swift-tools-version: 6.3"))
  }

  /// The judge judged: each of these must be refused, or the tests above show nothing.
  @Test(arguments: [
    ("Language", "Vectors"), ("Pipeline", "Language"), ("Vectors", "Stores"), ("Rendering", "Verbs"),
    ("Verbs", "Notebooks"), ("Notebooks", "Repl"), ("Repl", "CSQLite"), ("Pipeline", "Foundation"),
    ("Stores", "Foundation"), ("Verbs", "CKernels"), ("Formats", "Vectors"),
  ])
  func refuses(_ target: String, _ module: String) {
    #expect(Arrows.objection(target, importing: module) != nil)
  }

  @Test(arguments: [
    ("Verbs", "Stores"), ("vnb", "Language"), ("Notebooks", "Language"), ("Vectors", "Glibc"),
    ("Repl", "CEdit"),
  ])
  func allows(_ target: String, _ module: String) {
    #expect(Arrows.objection(target, importing: module) == nil)
  }
}

/// The little of Package.swift that these tests read.
enum Manifest {
  struct Target {
    let name: String
    let dependencies: [String]
    let isTest: Bool
  }

  static func targets(in text: String) -> [Target] {
    let kinds = [".target(", ".systemLibrary(", ".executableTarget(", ".testTarget("]
    let lines = text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }
    let flat = lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
    return kinds.flatMap { kind in
      pieces(of: flat, after: kind).compactMap { piece in
        guard let name = quoted(in: piece).first else { return nil }
        return Target(
          name: name, dependencies: dependencies(in: piece),
          isTest: kind == ".testTarget(" || piece.contains("path: \"Tests/"))
      }
    }
  }

  /// What follows each `kind` up to the next target.
  private static func pieces(of text: String, after kind: String) -> [Substring] {
    let starts = ["), .target(", "), .systemLibrary(", "), .executableTarget(", "), .testTarget("]
    return text.ranges(of: kind).map { range in
      let rest = text[range.upperBound...]
      let end = starts.compactMap { rest.firstRange(of: $0)?.lowerBound }.min() ?? rest.endIndex
      return rest[..<end]
    }
  }

  private static func dependencies(in piece: Substring) -> [String] {
    guard let start = piece.firstRange(of: "dependencies: [")?.upperBound else { return [] }
    return quoted(in: piece[start...].prefix { $0 != "]" })
  }

  private static func quoted(in text: Substring) -> [String] {
    text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}
