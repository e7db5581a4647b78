import Language
import Testing

@testable import Rendering

/// SVG: well-formed, nothing from outside, labels as data.
@Suite struct PlotSVGTests {
  static let nasty = "</title><script>alert('1')</script> & \"q\" \u{1B}[0m \u{0} \u{FFFE} 表 ]]>"

  static var plots: [Plot] {
    var bar = Plot(.bar, title: nasty, xLabel: nasty, yLabel: nasty)
    bar.bars = [Plot.Bar(nasty, 3, group: 0), Plot.Bar("b", -1, group: 9), Plot.Bar("c", 0)]
    bar.groups = [nasty, "tea"]
    bar.notes = [nasty]
    var map = Plot(.map, xLabel: "x", yLabel: "y")
    map.series = (0..<20).map { Plot.Series("\($0)", [Plot.Point(Double($0), 1, label: nasty)]) }
    map.captions = [Plot.Caption(3, 1, nasty)]
    var line = Plot(.line, xLabel: "k", yLabel: "inertia")
    line.series = [Plot.Series(nil, [Plot.Point(1, 2), Plot.Point(2, 1.5)])]
    var hist = Plot(.hist, xLabel: "d", yLabel: "rows")
    hist.bars = [Plot.Bar("0 to 1", 4)]
    return [bar, map, line, hist, Plot(.scatter, xLabel: "", yLabel: "")]
  }

  @Test(arguments: plots)
  func isWellFormedAndClosed(plot: Plot) {
    let svg = PlotSVG.render(plot)
    #expect(XMLCheck.fault(svg) == nil)
    #expect(!svg.contains("<script") && !svg.contains("href") && !svg.contains("url("))
    // The name space is a name: nothing is fetched from it.
    #expect(svg.ranges(of: "http").count == 1)
    #expect(svg == PlotSVG.render(plot))
    #expect(svg.contains("prefers-color-scheme:dark"))
  }

  @Test func pointsAndBarsTellTheirValues() {
    let svg = PlotSVG.render(Self.plots[2])
    #expect(svg.contains("<title>(1, 2)</title>") && svg.contains("<title>(2, 1.5)</title>"))
    #expect(PlotSVG.render(Self.plots[3]).contains("<title>0 to 1: 4</title>"))
    #expect(PlotSVG.render(Self.plots[4]).contains("nothing to plot"))
  }

  @Test func captionsDoNotCoverOneAnother() {
    var map = Plot(.map, xLabel: "x", yLabel: "y")
    map.series = [Plot.Series("a", [Plot.Point(0, 0), Plot.Point(10, 10), Plot.Point(5, 5)])]
    map.captions =
      (0..<4).map { Plot.Caption(5, 5, "words \($0)") } + [Plot.Caption(0, 5, "far")]
    let lines = PlotSVG.render(map).split(separator: "\n").filter { $0.contains("class=\"caption\"") }
    let heights = lines.compactMap { line in
      line.split(separator: " y=\"").last.flatMap { Double($0.prefix { $0 != "\"" }) }
    }
    let near = heights.prefix(4).sorted()
    #expect(heights.count == 5 && zip(near, near.dropFirst()).allSatisfy { $1 - $0 >= 14.9 }, "\(heights)")
    // One that stands alone stays at its place, where the first of the others is too.
    #expect(heights[4] == heights[0])
  }

  @Test func theCheckFindsFaults() {
    for bad in ["<a><b></a></b>", "<a x=1/>", "<a>&nbsp</a>", "<a>", "<a x=\"<\"/>", "<a>\u{1}</a>"] {
      #expect(XMLCheck.fault(bad) != nil, "\(bad)")
    }
    #expect(XMLCheck.fault("<a x=\"1\"><b/>t &amp; u</a>\n") == nil)
  }
}

/// The part of XML 1.0 that a generated SVG uses.
private enum XMLCheck {
  /// What is wrong with the text; nil when it is one well-formed element.
  static func fault(_ text: String) -> String? {
    var open: [Substring] = []
    var seen = 0
    var rest = Substring(text)
    for scalar in text.unicodeScalars where scalar.value < 0x20 && scalar != "\n" || scalar.value == 0xFFFE {
      return "character U+\(String(scalar.value, radix: 16))"
    }
    while let next = rest.first {
      if next != "<" {
        let end = rest.firstIndex(of: "<") ?? rest.endIndex
        if let wrong = entityFault(rest[..<end]) { return wrong }
        rest = rest[end...]
        continue
      }
      guard let end = rest.firstIndex(of: ">") else { return "a tag without an end" }
      let tag = rest[rest.index(after: rest.startIndex)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        guard open.popLast() == tag.dropFirst() else { return "</\(tag.dropFirst())> closes nothing" }
        continue
      }
      let closed = tag.hasSuffix("/")
      let body = closed ? tag.dropLast() : tag
      let name = body.prefix { $0 != " " }
      if let wrong = attributeFault(body.dropFirst(name.count)) { return wrong }
      if open.isEmpty { seen += 1 }
      if !closed { open.append(name) }
    }
    return open.isEmpty && seen == 1 ? nil : "\(open.count) tags open, \(seen) elements"
  }

  private static func entityFault(_ text: Substring) -> String? {
    for piece in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
      let name = piece.prefix { $0 != ";" }
      guard name.count < piece.count, ["amp", "lt", "gt", "quot", "#39"].contains(name) else {
        return "entity \(name)"
      }
    }
    return text.contains("]]>") ? "]]> in text" : nil
  }

  private static func attributeFault(_ text: Substring) -> String? {
    var rest = text
    while !rest.allSatisfy({ $0 == " " }) {
      rest = rest.drop { $0 == " " }
      let name = rest.prefix { $0 != "=" }
      rest = rest.dropFirst(name.count + 1)
      guard !name.isEmpty, rest.first == "\"" else { return "attribute \(name)" }
      rest = rest.dropFirst()
      guard let end = rest.firstIndex(of: "\"") else { return "attribute \(name) is open" }
      if rest[..<end].contains("<") { return "< in attribute \(name)" }
      if let wrong = entityFault(rest[..<end]) { return wrong }
      rest = rest[rest.index(after: end)...]
    }
    return nil
  }
}
