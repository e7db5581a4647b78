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
    lines.enumerated().compactMap { index, text in
      guard text.contains("import ") else { return nil }
      let words = text.split(separator: " ").filter { !$0.hasPrefix("@") }
      let rest = words.drop { ["public", "package", "internal", "private", "fileprivate"].contains($0) }
      guard rest.first == "import", let last = rest.dropFirst().last else { return nil }
      return (index + 1, String(last.split(separator: ".").first ?? last))
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

/// Blanks comments and string contents line by line, so that rules look at code only. Works on bytes, since a debug build
/// goes through every source.
struct CodeCleaner {
  private typealias Bytes = ArraySlice<UInt8>
  private static let blockQuote = Array("\"\"\"".utf8)
  private static let lineComment = Array("//".utf8)
  private static let commentStart = Array("/*".utf8)
  private static let commentEnd = Array("*/".utf8)
  private static let quote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")

  private var inBlockString = false
  private var inBlockComment = false

  mutating func clean(_ line: Substring) -> String {
    var result: [UInt8] = []
    var rest = Array(line.utf8)[...]
    while let byte = rest.first {
      if inBlockComment {
        inBlockComment = !rest.starts(with: Self.commentEnd)
        rest = rest.dropFirst(inBlockComment ? 1 : 2)
      } else if byte == Self.quote, rest.starts(with: Self.blockQuote) {
        inBlockString.toggle()
        rest = rest.dropFirst(3)
      } else if inBlockString {
        rest = rest.dropFirst()
      } else if rest.starts(with: Self.lineComment) {
        break
      } else if rest.starts(with: Self.commentStart) {
        inBlockComment = true
        rest = rest.dropFirst(2)
      } else if byte == Self.quote {
        rest = Self.afterString(rest)
        result += [Self.quote, Self.quote]
      } else {
        result.append(byte)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// What follows a one-line string literal, interpolations with nested literals counted as part of it.
  private static func afterString(_ text: Bytes) -> Bytes {
    var rest = text.dropFirst()
    var depth = 0
    while let byte = rest.first {
      if byte == backslash {
        if rest.dropFirst().first == UInt8(ascii: "(") { depth += 1 }
        rest = rest.dropFirst(2)
      } else if byte == quote {
        if depth == 0 { return rest.dropFirst() }
        rest = afterString(rest)
      } else {
        if depth > 0 {
          if byte == UInt8(ascii: "(") { depth += 1 }
          if byte == UInt8(ascii: ")") { depth -= 1 }
        }
        rest = rest.dropFirst()
      }
    }
    return rest
  }
}
