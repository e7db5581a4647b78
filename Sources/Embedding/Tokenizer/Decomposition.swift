// The standard library normalises strings for comparison; the view of the result is not public API. This file is the
// only user of it.
@_spi(_Unicode) import Swift

/// Canonical decomposition (NFD) of one character, in canonical order.
enum Decomposition {
  /// Calls `body` with each scalar of the decomposition.
  static func forEach(_ scalar: Unicode.Scalar, _ body: (Unicode.Scalar) -> Void) {
    if scalar.value < 0xC0 { return body(scalar) }
    for part in String(Character(scalar))._nfd { body(part) }
  }

  /// NFD of a whole text.
  static func of(_ text: String) -> [Unicode.Scalar] { Array(text._nfd) }
}
