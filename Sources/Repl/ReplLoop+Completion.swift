import Rendering

extension ReplLoop {
  /// Completions of the prompt's own commands and of `?name`; all else comes from the session.
  static func completions(_ text: String, _ cursor: Int, _ session: any ReplSession) -> [Completion] {
    let head = String(decoding: Array(text.utf8.prefix(cursor)), as: UTF8.self)
    if head.hasPrefix(":format ") {
      return matching(head, after: 8, OutputFormat.allCases.map { ($0.rawValue, "") })
    }
    if head.hasPrefix(":") && !head.contains(" ") {
      return matching(head, after: 1, MetaCommand.commands)
    }
    if head.hasPrefix("?") && !head.contains("\"") {
      let marks = head.prefix { $0 == "?" }.count
      return matching(head, after: marks, session.signatures.map { ($0.name, $0.summary) })
    }
    return session.complete(text, cursor: cursor)
  }

  private static func matching(
    _ head: String, after start: Int, _ known: [(name: String, summary: String)]
  ) -> [Completion] {
    let typed = head.dropFirst(start)
    return known.filter { $0.name.hasPrefix(typed) }.map {
      Completion(start: start, text: $0.name, note: $0.summary)
    }
  }
}
