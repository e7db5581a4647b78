import Basics

extension CheckReport {
  /// The XML that build servers read: a suite for each notebook, a case for each cell. What concerns the whole notebook
  /// (locks, unreadable files) is a case called `notebook`.
  public func junit() -> String {
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"vnb check\">\n"
    for notebook in notebooks { text += notebook.suite }
    return text + "</testsuites>\n"
  }
}

extension NotebookVerdict {
  fileprivate var suite: String {
    let whole = wholeCase
    let failures = cells.count { $0.outcome == .differs || $0.outcome == .stale }
    let errors = cells.count { $0.outcome == .failed } + (whole == nil ? 0 : 1)
    let skipped = cells.count { $0.outcome == .skipped || $0.outcome == .unchecked }
    let counts =
      "tests=\"\(cells.count + (whole == nil ? 0 : 1))\" failures=\"\(failures)\" errors=\"\(errors)\""
    return "  <testsuite name=\"\(xml(path))\" \(counts) skipped=\"\(skipped)\">\n" + (whole ?? "")
      + cells.map(testCase).joined() + "  </testsuite>\n"
  }

  private var wholeCase: String? {
    let hasFailedCell = cells.contains { $0.outcome == .failed }
    let lines = lockChanges + (hasFailedCell ? [] : problems.map(NotebookOutput.headline))
    guard !lines.isEmpty else { return nil }
    return
      "    <testcase classname=\"\(xml(path))\" name=\"notebook\">\n      <error message=\"\(outcome.word)\">"
      + "\(xml(lines.joined(separator: "\n")))</error>\n    </testcase>\n"
  }

  private func testCase(_ cell: Cell) -> String {
    let head = "    <testcase classname=\"\(xml(path))\" name=\"\(xml(cell.title))\" line=\"\(cell.line)\""
    func body(_ element: String) -> String {
      "\(head)>\n      <\(element) message=\"\(xml(cell.reason))\">\(xml(cell.diff))</\(element)>\n    </testcase>\n"
    }
    switch cell.outcome {
    case .ok: return head + "/>\n"
    case .differs, .stale: return body("failure")
    case .failed: return body("error")
    case .skipped, .unchecked: return head + ">\n      <skipped/>\n    </testcase>\n"
    }
  }
}

/// Text for an element or an attribute (XML 1.0, 2.2 and 2.4). Characters that XML cannot hold become U+FFFD.
private func xml(_ text: String) -> String {
  var out = ""
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0x26: out += "&amp;"
    case 0x3C: out += "&lt;"
    case 0x3E: out += "&gt;"
    case 0x22: out += "&quot;"
    case 0x09, 0x0A: out.unicodeScalars.append(scalar)
    case 0x0D: out += "&#13;"
    case 0..<0x20, 0xFFFE, 0xFFFF: out += "\u{FFFD}"
    default: out.unicodeScalars.append(scalar)
    }
  }
  return out
}
