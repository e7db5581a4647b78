import Basics

/// The prose of a document as HTML, stretch by stretch, and its headings.
struct RenderedProse {
  /// A heading that can be jumped to.
  struct Heading: Equatable {
    let level: Int
    let id: String
    /// Without marks, not yet escaped for HTML: it holds entities as cmark wrote them.
    let html: String
  }
  let pieces: [String]
  let headings: [Heading]
  /// Pictures of the notebook's folder that are not in it.
  let lost: [PictureAlbum.Lost]

  /// `taken` are ids that the page uses itself; pictures are read from `folder`.
  init(_ stretches: [String], taken: Set<String>, folder: String? = nil) throws(NotebookError) {
    var cleaner = ProseCleaner(taken: taken, album: PictureAlbum(folder: folder))
    let raw = try Self.html(stretches)
    pieces = raw.enumerated().map { place, html in
      cleaner.album.stretch = place
      return cleaner.cleaned(html)
    }
    headings = cleaner.headings
    lost = cleaner.album.lost
  }

  /// All prose is one text, so that a link may be defined anywhere in it; a paragraph that nobody writes stands for each
  /// cell between. Where one of these is gone, in an HTML block that is never closed, each stretch is rendered alone.
  private static func html(_ stretches: [String]) throws(NotebookError) -> [String] {
    let library = try ProseLibrary.shared()
    for stretch in stretches { try checkBrackets(stretch) }
    let digest = SHA256.hex(Array(stretches.joined(separator: "\n").utf8), digits: 32)
    let mark = { (place: Int) in "cell\(digest)n\(place)" }
    var text = ""
    for (place, stretch) in stretches.enumerated() { text += "\(stretch)\n\n\(mark(place))\n\n" }
    var rest = Substring(try library.html(text)).utf8
    var pieces: [String] = []
    for place in stretches.indices {
      let closing = Array("<p>\(mark(place))</p>\n".utf8)
      guard let found = rest.firstRange(of: closing) else { break }
      pieces.append(String(decoding: rest[..<found.lowerBound], as: UTF8.self))
      rest = rest[found.upperBound...]
    }
    if pieces.count == stretches.count { return pieces }
    pieces = []
    for stretch in stretches { pieces.append(try library.html(stretch)) }
    return pieces
  }

  /// Up to cmark 0.30.2 each link is compared with every `![` before it in the paragraph that is still open.
  private static func checkBrackets(_ text: String) throws(NotebookError) {
    var (images, brackets) = (0, 0)
    var (isBlank, last) = (true, UInt8(0))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "["), last == UInt8(ascii: "!") { images += 1 }
      if byte == UInt8(ascii: "]") { brackets += 1 }
      if byte == UInt8(ascii: "\n") {
        if isBlank { (images, brackets) = (0, 0) }
        isBlank = true
      } else if byte > 0x20 {
        isBlank = false
      }
      guard images * brackets <= NotebookLimits.proseBrackets else {
        throw .tangledProse(images: images, brackets: brackets)
      }
      last = byte
    }
  }
}
