import Support

/// One file of the checkout, by its path from there.
struct SourceFile: Sendable {
  let path: String
  let text: String
  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  /// `Vectors` of `Sources/Vectors/Matrix.swift`.
  var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

  /// Lines of code with their numbers: comments and the insides of string literals blanked.
  var code: [(number: Int, text: String)] {
    var cleaner = CodeCleaner()
    return lines.enumerated().map { ($0 + 1, cleaner.clean($1)) }
  }

  /// The modules its `import` lines name.
  var imports: [(line: Int, module: String)] {
    code.compactMap { number, text in
      let words = text.split(separator: " ").filter { !$0.hasPrefix("@") }
      let rest = words.drop { ["public", "package", "internal", "private", "fileprivate"].contains($0) }
      guard rest.first == "import", let last = rest.dropFirst().last else { return nil }
      return (number, String(last.split(separator: ".").first ?? last))
    }
  }
}

enum SourceTree {
  /// All files below a folder of the checkout with one of these endings, in path order.
  static func files(_ folder: String, endings: [String]) throws -> [SourceFile] {
    var found: [SourceFile] = []
    for name in Files.list("\(packageFolder)/\(folder)") {
      let path = "\(folder)/\(name)"
      if Files.isFolder("\(packageFolder)/\(path)") {
        found += try files(path, endings: endings)
      } else if endings.contains(where: { name.hasSuffix($0) }) {
        found.append(SourceFile(path: path, text: try Files.readText("\(packageFolder)/\(path)")))
      }
    }
    return found
  }

  static func swiftSources() throws -> [SourceFile] { try files("Sources", endings: [".swift"]) }
}

/// Blanks comments and string contents line by line, so that rules look at code only.
struct CodeCleaner {
  private var inBlockString = false
  private var inBlockComment = false

  mutating func clean(_ line: Substring) -> String {
    var result = ""
    var rest = line
    while let character = rest.first {
      if inBlockComment {
        inBlockComment = !rest.hasPrefix("*/")
        rest = rest.dropFirst(inBlockComment ? 1 : 2)
      } else if rest.hasPrefix("\"\"\"") {
        inBlockString.toggle()
        rest = rest.dropFirst(3)
      } else if inBlockString {
        rest = rest.dropFirst()
      } else if rest.hasPrefix("//") {
        return result
      } else if rest.hasPrefix("/*") {
        inBlockComment = true
        rest = rest.dropFirst(2)
      } else if character == "\"" {
        rest = Self.afterString(rest)
        result += "\"\""
      } else {
        result.append(character)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// What follows a one-line string literal, interpolations with nested literals counted as part of it.
  private static func afterString(_ text: Substring) -> Substring {
    var rest = text.dropFirst()
    var depth = 0
    while let character = rest.first {
      if rest.hasPrefix("\\(") {
        depth += 1
        rest = rest.dropFirst(2)
      } else if character == "\\" {
        rest = rest.dropFirst(2)
      } else if depth > 0 {
        if character == "\"" {
          rest = afterString(rest)
          continue
        }
        if character == "(" { depth += 1 }
        if character == ")" { depth -= 1 }
        rest = rest.dropFirst()
      } else if character == "\"" {
        return rest.dropFirst()
      } else {
        rest = rest.dropFirst()
      }
    }
    return rest
  }
}
