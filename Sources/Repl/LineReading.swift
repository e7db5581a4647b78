/// What reading one statement ended with.
public enum LineEvent: Sendable, Equatable {
  /// A whole statement, without the line break that ended it.
  case line(String)
  /// Ctrl-C: what was typed is dropped.
  case interrupted
  /// Ctrl-D on an empty line, or the end of input.
  case end
}

/// One way the text under the cursor may go on.
public struct Completion: Sendable, Equatable {
  /// Where the replaced text starts, in UTF-8 bytes; it ends at the cursor.
  public var start: Int
  /// What stands there afterwards.
  public var text: String
  /// A few words for the list: a type, a summary.
  public var note: String
  /// Comes behind the text when it is the only completion: the quote that ends a string.
  public var closing: String
  public init(start: Int, text: String, note: String = "", closing: String = "") {
    self.start = start
    self.text = text
    self.note = note
    self.closing = closing
  }
}

/// Where the prompt's statements come from: the line editor, or plain lines where there is no cursor movement.
public protocol LineReading: AnyObject {
  func read() -> LineEvent
  /// Makes a statement reachable with Up.
  func remember(_ statement: String)
}

/// What the reader asks while a statement is typed.
public struct LineQuestions {
  /// False while the parser needs more text; Enter then begins a new line.
  public var isComplete: (String) -> Bool
  /// Completions at a cursor given in UTF-8 bytes.
  public var complete: (_ text: String, _ cursor: Int) -> [Completion]
  public init(
    isComplete: @escaping (String) -> Bool, complete: @escaping (String, Int) -> [Completion] = { _, _ in [] }
  ) {
    self.isComplete = isComplete
    self.complete = complete
  }
}
