import Vectors

extension RowFunctions {
  /// Unicode's White_Space characters as SQL, for `trim`: SQLite's own knows the space only.
  private static let spaces =
    "char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, "
    + "8232, 8233, 8239, 8287, 12288)"

  static let text: [RowFunction] = [
    function(
      "lower", "s: string", .fixed(.text), sqlite: "vnb_lower({0})", "lower case, by Unicode's full mapping"),
    function(
      "upper", "s: string", .fixed(.text), sqlite: "vnb_upper({0})", "upper case, by Unicode's full mapping"),
    function(
      "trim", "s: string", .fixed(.text), sqlite: "trim({0}, \(spaces))", "without white space at both ends"),
    function(
      "length", "s: string", .fixed(.int), sqlite: "length({0})", "number of Unicode characters (scalars)"),
    function(
      "words", "s: string", .fixed(.int), sqlite: "vnb_words({0})", "number of words, split at white space"),
    function(
      "substring", "s: string, from: int, count: int", .fixed(.text),
      sqlite: "substr({0}, min(max({1}, 0), 1000000000) + 1, min(max({2}, 0), 1000000000))",
      "`count` characters from position `from`, counted from 0"),
    function(
      "replace", "s: string, old: string, new: string", .fixed(.text), sqlite: "replace({0}, {1}, {2})",
      "every `old` replaced by `new`"),
    function(
      "split_part", "s: string, separator: string, index: int", .fixed(.text),
      sqlite: "vnb_split_part({0}, {1}, {2})",
      "the part at `index`, counted from 0, between separators; empty when there is none"),
    function(
      "contains", "s: string, part: string", .fixed(.bool), sqlite: "(instr({0}, {1}) > 0)",
      "true when `part` occurs"),
    function(
      "starts_with", "s: string, start: string", .fixed(.bool), sqlite: "(substr({0}, 1, length({1})) = {1})",
      "true when it begins so"),
    function(
      "ends_with", "s: string, end: string", .fixed(.bool),
      sqlite: "({1} = '' AND {0} IS NOT NULL OR substr({0}, -length({1})) = {1})", "true when it ends so"),
    function(
      "concat", "a: string, b: string, …", .fixed(.text), sqlite: "vnb_concat({*})",
      "the texts one after another"),
  ]

  static let numbers: [RowFunction] = [
    function("abs", "x: number", .first, sqlite: "abs({0})", "without its sign"),
    function(
      "round", "x: number, digits: int = 0", .first, sqlite: "vnb_round({0}, {1})",
      "to `digits` decimals; halves go away from zero"),
    function("floor", "x: number", .first, sqlite: "vnb_floor({0})", "down to a whole number"),
    function("ceil", "x: number", .first, sqlite: "vnb_ceil({0})", "up to a whole number"),
    function("sqrt", "x: number", .fixed(.float), sqlite: "vnb_sqrt({0})", "square root; null below zero"),
    function(
      "ln", "x: number", .fixed(.float), sqlite: "vnb_ln({0})", "natural logarithm; null at and below zero"),
    function("exp", "x: number", .fixed(.float), sqlite: "vnb_exp({0})", "e to the power `x`"),
    function(
      "pow", "x: number, y: number", .fixed(.float), sqlite: "vnb_pow({0}, {1})", "`x` to the power `y`"),
  ]

  static let general: [RowFunction] = [
    function("least", "a, b, …", .common, sqlite: "min({*})", "the smallest; null when one is null"),
    function("greatest", "a, b, …", .common, sqlite: "max({*})", "the largest; null when one is null"),
    function("coalesce", "a, b, …", .common, sqlite: "coalesce({*})", "the first that is not null"),
    function("is_null", "x", .fixed(.bool), sqlite: "({0} IS NULL)", "true when there is no value"),
    function(
      "int", "x", .fixed(.int), sqlite: "vnb_int({0})",
      "as an int: towards zero; a text must be a whole number, else null"),
    function(
      "float", "x", .fixed(.float), sqlite: "vnb_float({0})", "as a float; null when a text is no number"),
    function("string", "x", .fixed(.text), sqlite: "vnb_string({0})", "as text"),
  ]

  /// What `distance` may measure.
  public static let metrics = Metric.allCases.map(\.rawValue)

  static let vectors: [RowFunction] = [
    function(
      "distance", "v: vector, w: vector, metric: string = l2", .fixed(.float), sqlite: "",
      "between two vectors: \"l2\", \"cosine\" (1 - similarity), \"ip\" (negative inner product), \"l1\" (sum of magnitudes of "
        + "differences) or \"hamming\" (elements above 0 in one of the two only)"),
    function("dimension", "v: vector", .fixed(.int), sqlite: "vec_length({0})", "number of elements"),
    function("norm", "v: vector", .fixed(.float), sqlite: "vnb_norm({0})", "Euclidean length"),
  ]
}
