/// Going through earlier statements with Up and Down: only those that start with what was typed.
struct HistoryWalk {
  private var entries: [String]
  private var position: Int
  /// What was typed before the walk began, and its part before the cursor.
  private var typed = ""
  private var prefix = ""
  /// What the walk last showed; when the text differs, the user has changed it and a new walk begins.
  private var shown: String?

  init(_ entries: [String]) {
    self.entries = entries
    position = entries.count
  }

  mutating func add(_ entry: String) {
    if let at = entries.lastIndex(of: entry) { entries.remove(at: at) }
    entries.append(entry)
    start()
  }

  mutating func start() {
    position = entries.count
    shown = nil
  }

  /// The next older statement, or nil when there is none.
  mutating func older(from text: String, cursor: Int) -> String? {
    if shown != text {
      start()
      typed = text
      prefix = LineEditor.string(text.unicodeScalars.prefix(cursor))
    }
    var index = position
    while index > 0 {
      index -= 1
      if entries[index].hasPrefix(prefix) && entries[index] != text {
        position = index
        shown = entries[index]
        return entries[index]
      }
    }
    return nil
  }

  /// The next newer statement, in the end what had been typed; nil outside a walk.
  mutating func newer(from text: String) -> String? {
    guard let shown, shown == text else { return nil }
    var index = position + 1
    while index < entries.count {
      if entries[index].hasPrefix(prefix) && entries[index] != text {
        position = index
        self.shown = entries[index]
        return entries[index]
      }
      index += 1
    }
    start()
    return typed
  }
}
