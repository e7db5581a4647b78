import CEdit

private let beep = UInt8(CC_ERROR)

extension LineEditor {
  /// Keys of terminals differ: the common spellings of each are bound.
  func bindKeys() {
    add("vnb-enter", ["^J", "^M"]) { el, _ in LineEditor.of(el)?.enter() ?? beep }
    add("vnb-break", ["\\e^M", "\\e^J"]) { el, _ in LineEditor.of(el)?.breakLine() ?? beep }
    add("vnb-up", ["\\e[A", "\\eOA"]) { el, _ in LineEditor.of(el)?.up() ?? beep }
    add("vnb-down", ["\\e[B", "\\eOB"]) { el, _ in LineEditor.of(el)?.down() ?? beep }
    add("vnb-older", ["^P"]) { el, _ in LineEditor.of(el)?.older() ?? beep }
    add("vnb-newer", ["^N"]) { el, _ in LineEditor.of(el)?.newer() ?? beep }
    add("vnb-home", ["^A", "\\e[H", "\\eOH", "\\e[1~", "\\e[7~"]) { el, _ in LineEditor.of(el)?.home() ?? beep
    }
    add("vnb-end", ["^E", "\\e[F", "\\eOF", "\\e[4~", "\\e[8~"]) { el, _ in LineEditor.of(el)?.end() ?? beep }
    add("vnb-paste", ["\\e[200~"]) { el, _ in LineEditor.of(el)?.paste() ?? beep }
    add("vnb-complete", ["^I"]) { el, _ in LineEditor.of(el)?.completeWord() ?? beep }
    for (key, command) in LineEditor.builtins { vnb_edit_bind(handle, key, command) }
  }

  private static let builtins = [
    (newlineKey, "ed-newline"),
    ("^R", "em-inc-search-prev"),
    ("\\e[3~", "ed-delete-next-char"),
    ("\\e[1;5C", "em-next-word"), ("\\e[1;3C", "em-next-word"), ("\\e[5C", "em-next-word"),
    ("\\e[1;5D", "ed-prev-word"), ("\\e[1;3D", "ed-prev-word"), ("\\e[5D", "ed-prev-word"),
    ("^W", "ed-delete-prev-word"),
  ]

  private func add(
    _ name: String, _ keys: [String], _ function: @escaping @convention(c) (OpaquePointer?, wint_t) -> UInt8
  ) {
    vnb_edit_add_function(handle, name, name, function)
    for key in keys { vnb_edit_bind(handle, key, name) }
  }
}
