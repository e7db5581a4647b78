import CEdit
import Glibc

/// Editing of one statement, on one or several lines, with libedit. One per process, on the main thread.
public final class LineEditor: LineReading {
  /// A key that the editor sends to itself: no terminal has it.
  static let newlineKey = "\u{1B}[9999~"
  private static let libeditHistorySize: Int32 = 2_000

  let handle: OpaquePointer
  private let history: OpaquePointer
  let questions: LineQuestions
  let prompt: String
  private let promptText: UnsafeMutablePointer<CChar>
  var walk: HistoryWalk

  /// Nil when standard input is no terminal that libedit can use. The prompt must be ASCII: wide characters crash
  /// some builds of libedit. Earlier statements come oldest first.
  public init?(prompt: String, color: Bool, history entries: [String], questions: LineQuestions) {
    guard let handle = vnb_edit_open("vnb") else { return nil }
    guard let history = history_init() else {
      el_end(handle)
      return nil
    }
    self.handle = handle
    self.history = history
    self.questions = questions
    self.prompt = prompt
    walk = HistoryWalk(entries)
    promptText = strdup(color ? "\u{1}\u{1B}[1;36m\u{1}\(prompt)\u{1}\u{1B}[0m\u{1}" : prompt)
    configure()
    bindKeys()
    vnb_history_set_size(history, LineEditor.libeditHistorySize)
    for entry in entries.suffix(Int(LineEditor.libeditHistorySize)) { vnb_history_enter(history, entry) }
  }

  deinit {
    el_end(handle)
    history_end(history)
    free(promptText)
  }

  public func read() -> LineEvent {
    walk.start()
    el_resize(handle)
    // Terminals then mark pasted text, so that its line breaks are not taken for Enter.
    try? Terminal.write("\u{1B}[?2004h", to: 1)
    defer { try? Terminal.write("\u{1B}[?2004l", to: 1) }
    var count: Int32 = 0
    errno = 0
    guard let line = el_gets(handle, &count) else {
      guard count < 0, errno == EINTR else { return .end }
      vnb_interrupt_clear()
      leaveLine()
      el_reset(handle)
      return .interrupted
    }
    let bytes = UnsafeRawBufferPointer(start: line, count: max(0, Int(count)))
    var text = String(decoding: bytes, as: UTF8.self)
    if text.hasSuffix("\n") { text.removeLast() }
    return .line(text)
  }

  public func remember(_ statement: String) {
    walk.add(statement)
    vnb_history_enter(history, statement)
  }

  /// Ends editing as if Enter had been pressed. libedit ends a line rightly only in its own `ed-newline`.
  func submit() -> UInt8 {
    move(to: scalars.count)
    el_push(handle, LineEditor.newlineKey)
    return UInt8(CC_REFRESH)
  }

  /// After Ctrl-C the text stays on the screen; output goes on below it.
  private func leaveLine() {
    let down = String(repeating: "\n", count: rowsBelowCursor)
    let right = endColumn > 0 ? "\u{1B}[\(endColumn)C" : ""
    try? Terminal.write(down + "\r" + right + "^C\r\n", to: 1)
  }

  private func configure() {
    // The editor outlives every call that libedit makes with this pointer: `deinit` ends libedit first.
    vnb_edit_set_client(handle, Unmanaged.passUnretained(self).toOpaque())
    vnb_edit_set_prompt(handle, { LineEditor.of($0)?.promptText }, 1)
    vnb_edit_set_editor(handle, "emacs")
    // libedit then redraws after a resize and after `fg`, and leaves the terminal usable on Ctrl-Z.
    vnb_edit_set_signals(handle, 1)
    vnb_edit_set_reader(handle)
    vnb_edit_set_history(handle, history)
  }

  static func of(_ handle: OpaquePointer?) -> LineEditor? {
    guard let handle, let client = vnb_edit_client(handle) else { return nil }
    return Unmanaged<LineEditor>.fromOpaque(client).takeUnretainedValue()
  }
}
