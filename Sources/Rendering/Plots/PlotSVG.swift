import Language

/// Draws a plot as one SVG element (SVG 1.1) that needs nothing from outside: no script, no font, no link. What stands under the
/// pointer is told by `<title>`. Colours follow the reader's light or dark scheme; a page may set `--plot-ink`,
/// `--plot-faint` and `--plot-paper`.
public enum PlotSVG {
  static let width = 720.0

  /// The element, ended by a line break; the same plot gives the same bytes. Labels are data: they are escaped, and shortened only
  /// where they would not fit (the title under the pointer has them whole).
  public static func render(_ plot: Plot) -> String {
    var canvas = SVGCanvas()
    let title = plot.title ?? describe(plot)
    if plot.isEmpty {
      canvas.text(20, 40, "nothing to plot")
      canvas.height = 60
    } else if plot.series.isEmpty {
      canvas.drawBars(plot)
    } else {
      canvas.drawPoints(plot)
    }
    for note in plot.notes {
      canvas.text(20, canvas.height + 4, note, style: "faint")
      canvas.height += 18
    }
    let size = "0 0 \(number(width)) \(number(canvas.height))"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" class="vnb-plot" viewBox="\(size)" width="\(number(width))" \
      height="\(number(canvas.height))" role="img" aria-label="\(escaped(title))">
      <title>\(escaped(title))</title>
      <style>\(css)</style>
      \(canvas.body)</svg>

      """
  }

  private static let css = """
    .vnb-plot{max-width:100%;height:auto;font:12px system-ui,sans-serif;--ink:var(--plot-ink,#1f2328);\
    --faint:var(--plot-faint,#6e7781);--rule:#d0d7de;--paper:var(--plot-paper,#ffffff)}\
    @media (prefers-color-scheme:dark){.vnb-plot{--ink:var(--plot-ink,#e6edf3);--faint:var(--plot-faint,#9198a1);--rule:#3d444d;\
    --paper:var(--plot-paper,#0d1117)}}\
    .vnb-plot text{fill:var(--ink)}.vnb-plot .faint{fill:var(--faint)}.vnb-plot .head{font-size:14px;font-weight:600}\
    .vnb-plot .rule{stroke:var(--rule);fill:none}.vnb-plot .caption{font-weight:600;paint-order:stroke;\
    stroke:var(--paper);stroke-width:3px}\
    .vnb-plot .dot:hover,.vnb-plot .bar:hover{stroke:var(--ink);stroke-width:2}
    """

  private static func describe(_ plot: Plot) -> String { "\(plot.yLabel) by \(plot.xLabel)" }

  /// Okabe and Ito's colours, which most colour-blind readers can tell apart and which stand on light and dark; more groups
  /// take hues a golden angle apart.
  static func color(_ group: Int) -> String {
    let first = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#8c7a00", "#7f5fc7"]
    if group < first.count { return first[max(0, group)] }
    return "hsl(\((group % 3600) * 137 % 360),60%,50%)"
  }

  /// At most two decimals.
  static func number(_ value: Double) -> String {
    let hundredths = Int((min(1e6, max(-1e6, value)) * 100).rounded())
    let fraction = hundredths.magnitude % 100
    let sign = hundredths < 0 ? "-" : ""
    let whole = hundredths.magnitude / 100
    if fraction == 0 { return "\(sign)\(whole)" }
    let digits = fraction < 10 ? "0\(fraction)" : "\(fraction)"
    return "\(sign)\(whole).\(digits.hasSuffix("0") ? String(digits.dropLast()) : digits)"
  }

  /// Text as XML takes it in content and attributes.
  static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in SafeText.line(text).unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      // Noncharacters, which XML 1.0 has no way to write.
      case _ where scalar.value & 0xFFFE == 0xFFFE: out += "\u{FFFD}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
