/// What a plot shows, apart from how it is drawn: verbs make it, renderers draw it in characters or as SVG.
public struct Plot: Sendable, Equatable {
  /// How the data is drawn. A `map` is a scatter whose axes have no unit, so that only nearness counts.
  public enum Kind: String, Sendable { case bar, hist, line, scatter, map }

  /// A place in the plane; numbers are finite and at most ``Plot/largest`` in size.
  public struct Point: Sendable, Equatable {
    public var x: Double
    public var y: Double
    public var label: String?
    public init(_ x: Double, _ y: Double, label: String? = nil) {
      self.x = x
      self.y = y
      self.label = label
    }
  }

  /// The points of one group, in order; the name is nil when there are no groups.
  public struct Series: Sendable, Equatable {
    public var name: String?
    public var points: [Point]
    public init(_ name: String?, _ points: [Point]) {
      self.name = name
      self.points = points
    }
  }

  /// One bar from 0 to `value`. `group` counts in ``Plot/groups``.
  public struct Bar: Sendable, Equatable {
    public var label: String
    public var value: Double
    public var group: Int?
    public init(_ label: String, _ value: Double, group: Int? = nil) {
      self.label = label
      self.value = value
      self.group = group
    }
  }

  /// A text at a place of the plane: what a group is about.
  public struct Caption: Sendable, Equatable {
    public var x: Double
    public var y: Double
    public var text: String
    public init(_ x: Double, _ y: Double, _ text: String) {
      self.x = x
      self.y = y
      self.text = text
    }
  }

  /// Larger numbers cannot be scaled without overflow; verbs leave such rows out and say so.
  public static let largest = 1e300

  public var kind: Kind
  public var title: String?
  /// Name of what runs along: the bars' labels, or the horizontal axis.
  public var xLabel: String
  /// Name of what is measured: the bars' length, or the vertical axis.
  public var yLabel: String
  /// For `bar` and `hist`.
  public var bars: [Bar] = []
  /// Names of the bars' groups; empty when there are none.
  public var groups: [String] = []
  /// For `line`, `scatter` and `map`.
  public var series: [Series] = []
  public var captions: [Caption] = []
  /// Lines below the picture: what was left out.
  public var notes: [String] = []

  public init(_ kind: Kind, title: String? = nil, xLabel: String, yLabel: String) {
    self.kind = kind
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
  }

  /// True when there is nothing to draw.
  public var isEmpty: Bool { bars.isEmpty && series.allSatisfy(\.points.isEmpty) }
}

/// A plot in the language. Formats for programs write its data, a row for each bar or point.
public final class PlotValue: HandleValue {
  public let kind = "plot"
  public let plot: Plot

  public init(_ plot: Plot) { self.plot = plot }

  public var fields: Record {
    Record([
      ("kind", .string(plot.kind.rawValue)), ("title", plot.title.map { .string($0) } ?? .null),
      ("x", .string(plot.xLabel)), ("y", .string(plot.yLabel)), ("data", shown),
      ("notes", .list(plot.notes.map { .string($0) })),
    ])
  }

  /// The data: a record for each bar (`label value group`) or point (`x y group label`).
  public var shown: Value {
    if plot.series.isEmpty {
      return .list(
        plot.bars.map { bar in
          var record = Record([("label", .string(bar.label)), ("value", .float(bar.value))])
          if let group = bar.group { record["group"] = .string(plot.groups[group]) }
          return .record(record)
        })
    }
    return .list(
      plot.series.flatMap { series in
        series.points.map { point in
          var record = Record([("x", .float(point.x)), ("y", .float(point.y))])
          if let name = series.name { record["group"] = .string(name) }
          if let label = point.label { record["label"] = .string(label) }
          return .record(record)
        }
      })
  }
}

extension Value {
  /// The plot, when the value is one.
  public var plot: Plot? {
    guard case .handle(let handle) = self else { return nil }
    return (handle as? PlotValue)?.plot
  }
}
