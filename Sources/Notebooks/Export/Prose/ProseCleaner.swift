/// Goes through what cmark wrote: gives headings an id, keeps links to what is safe, takes in the pictures of the notebook's
/// folder, and puts a link in the place of any other image, as a page asks for nothing outside itself.
///
/// cmark escapes `<` and `>` in all text and attributes, so these two cut its output into tags exactly.
struct ProseCleaner {
  private(set) var headings: [RenderedProse.Heading] = []
  private var ids: Set<String>
  /// The number that the next heading of the same words gets, so that a thousand equal headings are not counted again for each.
  private var nextNumber: [String: Int] = [:]
  private var out = ""
  /// What was written before the open heading; `out` holds the heading alone.
  private var before = ""
  /// Text of the open heading, without tags; nil outside.
  private var heading: String?
  private var isInLink = false
  var album: PictureAlbum

  init(taken: Set<String>, album: PictureAlbum = PictureAlbum(folder: nil)) {
    ids = taken
    self.album = album
  }

  mutating func cleaned(_ html: String) -> String {
    (before, out) = ("", "")
    heading = nil
    isInLink = false
    let parts = html.utf8.split(separator: UInt8(ascii: "<"), omittingEmptySubsequences: false)
    add(text: String(decoding: parts.first ?? Substring().utf8, as: UTF8.self))
    for part in parts.dropFirst() {
      let end = part.firstIndex(of: UInt8(ascii: ">")) ?? part.endIndex
      add(tag: String(decoding: part[..<end], as: UTF8.self))
      add(text: String(decoding: part[end...].dropFirst(), as: UTF8.self))
    }
    return before.isEmpty ? out : before + out
  }

  private mutating func add(text: String) {
    out += text
    heading? += text
  }

  private mutating func add(tag: String) {
    switch tag {
    case "h1", "h2", "h3", "h4", "h5", "h6":
      heading = ""
      (before, out) = (out, "")
    case "/h1", "/h2", "/h3", "/h4", "/h5", "/h6": close(heading: Int(tag.dropFirst(2)) ?? 1)
    case "/a":
      if isInLink { out += "</a>" }
      isInLink = false
    case _ where tag.hasPrefix("a href="): open(link: tag)
    case _ where tag.hasPrefix("img "): add(image: tag)
    case _ where tag.hasPrefix("!--"): out += "<span class=\"left-out\" title=\"HTML left out\">…</span>"
    default: out += "<\(tag)>"
    }
  }

  private mutating func open(link tag: String) {
    let address = Self.attribute("href", of: tag) ?? ""
    guard Self.isSafe(address) else { return }
    isInLink = true
    out += "<a href=\"\(address)\" rel=\"noopener noreferrer\">"
  }

  private mutating func add(image tag: String) {
    let address = Self.attribute("src", of: tag) ?? ""
    let words = Self.attribute("alt", of: tag) ?? ""
    let shown = words.isEmpty ? "image" : words
    heading? += shown
    if let data = album.dataAddress(address) {
      let title = Self.attribute("title", of: tag).map { " title=\"\($0)\"" } ?? ""
      out += "<img src=\"\(data)\" alt=\"\(words)\"\(title)>"
    } else if isInLink || !Self.isSafe(address) || album.folder != nil && PictureAlbum.isLocal(address) {
      out += "<span class=\"left-out\">\(shown)</span>"
    } else {
      out += "<a class=\"image\" href=\"\(address)\" rel=\"noopener noreferrer\">\(shown)</a>"
    }
  }

  private mutating func close(heading level: Int) {
    let text = heading ?? ""
    heading = nil
    var words = ""
    for character in text.lowercased() {
      if character.isLetter || character.isNumber {
        words.append(character)
      } else if character == " " || character == "-" || character == "_", words.last != "-" {
        words.append("-")
      }
    }
    let id = uniqueID(words.isEmpty ? "section" : words)
    let inner = out
    // Moved, not put together anew: what stands before may be long, and headings many.
    (out, before) = (before, "")
    out += "<h\(level) id=\"\(id)\">\(inner)</h\(level)>"
    headings.append(.init(level: level, id: id, html: text))
  }

  private mutating func uniqueID(_ stem: String) -> String {
    var count = nextNumber[stem] ?? 1
    var id = count == 1 ? stem : "\(stem)-\(count)"
    while !ids.insert(id).inserted {
      count += 1
      id = "\(stem)-\(count)"
    }
    nextNumber[stem] = count + 1
    return id
  }

  /// A value in double quotes, as cmark writes them.
  private static func attribute(_ name: String, of tag: String) -> String? {
    let opening = Array("\(name)=\"".utf8)
    guard let start = tag.utf8.firstRange(of: opening)?.upperBound else { return nil }
    return String(decoding: tag.utf8[start...].prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
  }

  /// A web page, a mail address, or a place relative to the page. What stands before a colon is a scheme, unless one of
  /// `/?#` comes first (RFC 3986, 4.2).
  static func isSafe(_ address: String) -> Bool {
    let stop = address.utf8.firstIndex { [":", "/", "?", "#", "&", "%"].contains(UnicodeScalar($0)) }
    guard let stop else { return !address.isEmpty }
    guard address.utf8[stop] == UInt8(ascii: ":") else {
      // `&` and `%` may write a colon in another way; a scheme has neither, so none may follow that is read otherwise.
      let isCoded = address.utf8[stop] == UInt8(ascii: "&") || address.utf8[stop] == UInt8(ascii: "%")
      return !address.hasPrefix("//") && (!isCoded || !address.contains(":"))
    }
    return ["http", "https", "mailto"].contains(address[..<stop].lowercased())
  }
}
