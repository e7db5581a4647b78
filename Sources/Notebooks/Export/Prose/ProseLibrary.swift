import CMarkdown
import Glibc

/// cmark, loaded once when the first prose is rendered.
struct ProseLibrary: @unchecked Sendable {
  /// The library carries its whole version in its name; these are the ones whose call and safety are known. Debian 12 has
  /// the first, in the package `libcmark0.30.2`.
  static let fileNames = [
    "libcmark.so.0.30.2", "libcmark.so.0.30.3", "libcmark.so.0.31.0", "libcmark.so.0.31.1", "libcmark.so",
  ]
  static let package = "libcmark0.30.2"

  private static let loaded = Result { () throws(NotebookError) in try ProseLibrary(fileNames) }

  /// Throws ``NotebookError/noMarkdownLibrary(detail:)`` every time when it cannot be loaded.
  static func shared() throws(NotebookError) -> ProseLibrary { try loaded.get() }

  /// Never freed: the library stays open as long as the program runs.
  private let library: OpaquePointer

  /// The first of these that is there. Apart from `shared` for tests of what a missing library gives.
  init(_ names: [String]) throws(NotebookError) {
    var first: String?
    for name in names {
      var error = [CChar](repeating: 0, count: 512)
      if let opened = vnb_markdown_open(name, &error, error.count) {
        library = opened
        return
      }
      let words = error.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      first = first ?? String(decoding: words, as: UTF8.self)
    }
    throw .noMarkdownLibrary(detail: first ?? "no name")
  }

  /// CommonMark as HTML; raw HTML is left out.
  func html(_ text: String) throws(NotebookError) -> String {
    let made = vnb_markdown_html(library, text, text.utf8.count)
    guard let made else { throw .noMarkdownLibrary(detail: "out of memory") }
    defer { free(made) }
    return String(cString: made)
  }
}
