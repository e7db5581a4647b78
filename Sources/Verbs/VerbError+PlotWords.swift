import Language

/// Words about plots and `project`.
extension VerbError {
  var plotMessage: String {
    switch self {
    case .notPlottable(let column, let type):
      "`\(column)` must be numbers to be drawn, and holds \(withArticle(type))"
    case .tooManyBars(let limit): "more than \(groupedDigits(Int64(limit))) bars"
    case .tooManyGroups(let limit): "more than \(limit) groups"
    case .tooManyDimensions(let asked, let dimension):
      "vectors of \(dimension) dimensions cannot give \(asked)"
    case .unequalVectors(let row, let has, let wanted):
      "the vector in row \(row) has \(has) dimensions, those before have \(wanted)"
    case .vectorNotFinite(let row): "the vector in row \(row) holds a value that is not a finite number"
    case .notVectors(let column, let type):
      "column `\(column)` holds \(withArticle(type)), and vectors are needed"
    default: ""
    }
  }

  var plotHelp: String? {
    switch self {
    case .notPlottable: "convert it before: `derive n: float(.text)`"
    case .tooManyBars: "draw the largest: `sort desc(.n) | head 20 | bar …`; `hist` counts numbers by range"
    case .tooManyGroups: "`color` is for a label or a cluster; leave it out to draw all alike"
    case .tooManyDimensions: "ask for fewer with `dims`"
    case .unequalVectors: "`where` keeps the rows of one model"
    case .vectorNotFinite: "set that vector to NULL or embed the row again"
    case .notVectors: "`embed` makes vectors from text"
    default: nil
    }
  }
}
