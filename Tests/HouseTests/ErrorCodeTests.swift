import Support
import Testing

/// A code stands for one cause, so that a person who looks one up finds one answer: it is written once, beside the words of
/// its target's error type, in that target's range.
@Suite struct ErrorCodeTests {
  /// As in `Diagnostic.code`, by the file that holds the words.
  static let ranges: [String: [ClosedRange<Int>]] = [
    "Language/LanguageError": [101...299],
    "Stores/StoreError": [300...399],
    "Formats/FormatsError": [401...419, 450...459],
    "Formats/VectorFileError": [434...449],
    "Pipeline/LoadError": [420...433],
    "Embedding/EmbeddingError": [501...599],
    "Vectors/VectorsError": [600...619, 680...689],
    "Pipeline/PipelineError": [620...679, 690...699],
    "Notebooks/NotebookError": [700...799],
    "vnb/UsageError": [800...825, 838...849],
    "vnb/RunError": [826...837],
    "Repl/ReplError": [850...879],
    "Rendering/RenderError": [880...899],
    "Verbs/VerbError": [901...999],
  ]

  @Test func eachCodeIsWrittenOnceInItsRange() throws {
    var places: [Int: String] = [:]
    for file in try SourceTree.swiftSources() where file.target != "vnb-fuzz" {
      let ranges = Self.ranges[Self.owner(of: file)]
      for (index, line) in file.lines.enumerated() {
        for code in Self.codes(in: line) {
          let place = "\(file.path):\(index + 1)"
          guard let ranges else {
            Issue.record("\(place): V0\(code) stands outside the words of an error type")
            continue
          }
          #expect(ranges.contains { $0.contains(code) }, "\(place): V0\(code) is outside \(ranges)")
          if let first = places.updateValue(place, forKey: code) {
            Issue.record("\(place): V0\(code) is already taken at \(first)")
          }
        }
      }
    }
    #expect(places.count > 200)
  }

  @Test func rangesDoNotOverlap() {
    let sorted = Self.ranges.values.joined().sorted { $0.lowerBound < $1.lowerBound }
    for (one, next) in zip(sorted, sorted.dropFirst()) { #expect(one.upperBound < next.lowerBound) }
  }

  @Test func readsCodes() {
    #expect(Self.codes(in: "case .a: \"V0101\" // \"V0999\"") == [101, 999])
    #expect(Self.codes(in: "case .a: \"V10\", \"V0a12\", V0123") == [])
    let file = SourceFile(path: "Sources/Stores/StoreError+FileWords.swift", text: "")
    #expect(Self.owner(of: file) == "Stores/StoreError")
  }

  /// `Stores/StoreError` of `Sources/Stores/…/StoreError+FileWords.swift`.
  private static func owner(of file: SourceFile) -> String {
    let name = file.path.split(separator: "/").last ?? ""
    guard name.hasSuffix("Words.swift"), let type = name.split(separator: "+").first else { return "" }
    return "\(file.target)/\(type)"
  }

  /// The numbers of all `"V0nnn"` in a line.
  private static func codes(in line: Substring) -> [Int] {
    line.split(separator: "\"").filter { $0.utf8.count == 5 && $0.hasPrefix("V0") }.compactMap {
      Int($0.dropFirst(2))
    }
  }
}
