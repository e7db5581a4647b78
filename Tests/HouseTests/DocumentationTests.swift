import Support
import Testing

/// Every public type and function says what it is for. A function that a protocol asks for is described there.
@Suite struct DocumentationTests {
  @Test func publicDeclarationsAreDocumented() throws {
    let sources = try SourceTree.swiftSources()
    let required = Set(sources.flatMap(\.protocolRequirements))
    #expect(required.contains("execute"))
    for file in sources {
      for (line, name) in file.undocumented where !required.contains(name) {
        Issue.record("\(file.path):\(line): `\(name)` is public and has no doc comment")
      }
    }
  }

  @Test func findsWhatIsUndocumented() {
    let file = SourceFile(
      path: "Sources/X/Y.swift",
      text: """
        public struct A {
          /// Yes.
          public func b() {}
          public static func c<T>(_ x: T) {}
          /// Yes.
          @discardableResult
          public mutating func d() {}
          public var e = 1
          func f() {}
        }
        public protocol G {
          func h(_ x: Int)
        }
        """)
    #expect(file.undocumented.map(\.name) == ["A", "c", "G"])
    #expect(file.protocolRequirements == ["h"])
  }
}

extension SourceFile {
  /// Public types and functions without a `///` above them.
  fileprivate var undocumented: [(line: Int, name: String)] {
    var found: [(Int, String)] = []
    var isDocumented = false
    for (index, line) in lines.enumerated() {
      let words = line.split(separator: " ")
      guard let first = words.first else {
        isDocumented = false
        continue
      }
      if let name = Self.publicName(words), !isDocumented { found.append((index + 1, name)) }
      // An attribute on a line of its own stands between a comment and its declaration.
      isDocumented = first.hasPrefix("///") || (first.hasPrefix("@") && words.count == 1 && isDocumented)
    }
    return found
  }

  private static let kinds: Set<Substring> = [
    "func", "struct", "class", "enum", "protocol", "typealias", "subscript",
  ]
  private static let modifiers: Set<Substring> = [
    "static", "final", "mutating", "indirect", "@discardableResult", "@inlinable", "public",
  ]

  /// The name a line declares as public; nil for properties, initializers, operators and everything else.
  private static func publicName(_ words: [Substring]) -> String? {
    guard words.contains("public"),
      let at = words.firstIndex(where: { kinds.contains($0) }), at + 1 < words.count,
      words[..<at].allSatisfy({ modifiers.contains($0) })
    else { return nil }
    let name = words[at + 1].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    return name.isEmpty ? nil : String(name)
  }

  /// Functions that the protocols of this file ask for.
  fileprivate var protocolRequirements: [String] {
    var names: [String] = []
    var isInProtocol = false
    for line in lines {
      if line.contains("protocol ") { isInProtocol = line.hasSuffix("{") }
      if line == "}" { isInProtocol = false }
      let words = line.split(separator: " ")
      guard isInProtocol, let at = words.firstIndex(of: "func"), at + 1 < words.count else { continue }
      names.append(String(words[at + 1].prefix { $0.isLetter || $0.isNumber }))
    }
    return names
  }
}
