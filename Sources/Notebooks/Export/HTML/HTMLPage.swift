import Basics
import Language
import Rendering

/// A document as one page that asks for nothing outside itself.
struct HTMLPage {
  let document: ExportDocument
  private let prose: RenderedProse

  /// Pictures are taken in from `folder`; without one they stay links.
  init(_ document: ExportDocument, folder: String? = nil) throws(NotebookError) {
    self.document = document
    let taken = Set(document.cells.map(Self.id) + ["contents"])
    prose = try RenderedProse(document.stretches.map(\.text), taken: taken, folder: folder)
  }

  /// The pictures that are not in the page, each with its line in the notebook.
  var warnings: [(NotebookError, line: Int)] {
    var (stretch, next) = (-1, 0)
    return prose.lost.map { picture in
      if picture.stretch != stretch { (stretch, next) = (picture.stretch, 0) }
      let (text, firstLine) = document.stretches[stretch]
      let bytes = Array(text.utf8)
      // They come in the order of the text, so that each is looked for behind the one before.
      let names = [PictureAlbum.path(picture.address), PictureAlbum.plainAddress(picture.address)]
      let places = names.compactMap { bytes[next...].firstRange(of: Array($0.utf8)) }
      let place = places.min { $0.lowerBound < $1.lowerBound }
      next = place?.upperBound ?? next
      let line = firstLine + bytes[..<(place?.lowerBound ?? next)].count { $0 == UInt8(ascii: "\n") }
      return (NotebookError.pictureLeftOut(picture.address, why: picture.why), line)
    }
  }

  func text() -> String {
    var page = head + "<body>\n"
    let contents = self.contents
    page += contents.isEmpty ? "<div class=\"page\">\n" : "<div class=\"page with-contents\">\n\(contents)"
    page += "<main>\n" + title + parameters
    // What the title took is not shown again.
    var taken = firstHeading?.utf8.count ?? 0
    var place = 0
    for part in document.parts {
      switch part {
      case .prose:
        let piece = String(decoding: prose.pieces[place].utf8.dropFirst(taken), as: UTF8.self)
        if !piece.isEmpty { page += "<div class=\"prose\">\n\(piece)</div>\n" }
        (place, taken) = (place + 1, 0)
      case .cell(let cell): page += HTMLCell(cell, id: Self.id(cell)).text
      }
    }
    page += footer + "</main>\n</div>\n<script>\(HTMLScript.text)</script>\n</body>\n</html>\n"
    return page
  }

  /// Where a link finds a cell: by its name, else by its number.
  static func id(_ cell: ExportDocument.Cell) -> String { "in-\(cell.name ?? String(cell.index + 1))" }

  /// Nothing may be asked for: no address, font, image or script but the one below, which is known by its digest.
  private var head: String {
    let digest = HTMLText.base64(SHA256.digest(Array(HTMLScript.text.utf8)))
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
      script-src 'sha256-\(digest)'; img-src data:; base-uri 'none'; form-action 'none'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="referrer" content="no-referrer">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="\(HTMLText.escaped(document.generator))">
      <title>\(HTMLText.lines(document.title))</title>
      <style>
      \(HTMLStyle.text)
      </style>
      </head>

      """
  }

  /// The title: a heading that the prose begins with, else that of the settings.
  private var title: String {
    firstHeading ?? "<h1>\(HTMLText.lines(document.title))</h1>\n"
  }

  private var firstHeading: String? {
    guard case .prose? = document.parts.first, let piece = prose.pieces.first, piece.hasPrefix("<h1 ") else {
      return nil
    }
    let end = piece.utf8.firstRange(of: Array("</h1>\n".utf8))?.upperBound
    return end.map { String(decoding: piece.utf8[..<$0], as: UTF8.self) }
  }

  private var parameters: String {
    guard !document.parameters.isEmpty else { return "" }
    let items = document.parameters.map { parameter in
      let name = HTMLText.lines(parameter.name)
      let doc = parameter.doc.isEmpty ? "" : " title=\"\(HTMLText.lines(parameter.doc))\""
      let mark = parameter.isGiven ? " class=\"given\"" : ""
      return "<div\(mark)\(doc)><dt>\(name)</dt><dd>\(HTMLText.lines(parameter.value))</dd></div>\n"
    }
    return "<dl class=\"parameters\" aria-label=\"Parameters\">\n\(items.joined())</dl>\n"
  }

  /// Headings of the first three levels, where there are enough to want a list.
  private var contents: String {
    let listed = prose.headings.filter { $0.level <= 3 }
    guard listed.count >= 3 else { return "" }
    let top = listed.map(\.level).min() ?? 1
    let items = listed.map {
      "<li class=\"level-\($0.level - top + 1)\"><a href=\"#\($0.id)\">\($0.html)</a></li>\n"
    }
    return "<nav id=\"contents\" aria-label=\"Contents\"><ul>\n\(items.joined())</ul></nav>\n"
  }

  /// Which program and which inputs the outputs come from.
  private var footer: String {
    var lines = ["\(HTMLText.lines(document.name)), written by \(HTMLText.escaped(document.generator))"]
    if let lock = document.lock {
      if !lock.version.isEmpty {
        lines.append("outputs made by vnb \(HTMLText.lines(lock.version)), engine \(lock.engine)")
      }
      lines += lock.data.map { item in
        "data <b>\(HTMLText.lines(item.path))</b>, \(counted(item.rows, "row")), <code>sha256:\(item.sha256)</code>"
      }
      lines += lock.models.map { item in
        "model <b>\(HTMLText.lines(item.name))</b>, \(item.dimension) dimensions, "
          + "<code>sha256:\(item.sha256)</code>"
      }
    }
    return "<footer>\n\(lines.map { "<p>\($0)</p>\n" }.joined())</footer>\n"
  }
}
