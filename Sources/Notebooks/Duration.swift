/// Seconds of a `timeout`: `90`, `0.5`, `90s`, `5m` or `1h`; nil when it is none of these or out of range.
func parseSeconds(_ text: String) -> Double? {
  let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
  var digits = text[...]
  var unit = 1.0
  if let last = text.last, let known = units[last] {
    unit = known
    digits = digits.dropLast()
  }
  let isPlain = !digits.isEmpty && digits.allSatisfy { $0 == "." || ($0.isASCII && $0.isNumber) }
  guard isPlain, let number = Double(digits) else { return nil }
  let seconds = number * unit
  return seconds > 0 && seconds <= NotebookLimits.longestTimeout ? seconds : nil
}

let timeoutForms = "seconds such as 30, 0.5, 90s, 5m or 1h"

/// `1`, `0.5`: as a person would write them.
func shownSeconds(_ seconds: Double) -> String {
  Int(exactly: seconds).map { String($0) } ?? String(seconds)
}
