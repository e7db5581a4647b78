/// A plain reader of HTML and XML: tags are closed in the order they were opened, and a page has nothing in it that runs, or asks
/// for anything outside.
struct MarkupJudge {
  private let bytes: [UInt8]
  private let isXML: Bool
  private var at = 0
  private var open: [String] = []
  private var scripts = 0
  private var ids: Set<String> = []

  private static let void: Set<String> = ["meta", "br", "hr", "col", "wbr", "!doctype", "?xml"]
  private static let forbidden: Set<String> = [
    "img", "link", "iframe", "object", "embed", "base", "form", "frame", "applet", "audio", "video", "source",
    "image", "use", "foreignobject",
  ]

  init(_ text: String, isXML: Bool) {
    bytes = Array(text.utf8)
    self.isXML = isXML
  }

  private func wrong(_ what: String) -> BrokenPromise { BrokenPromise(description: "\(what) at byte \(at)") }

  mutating func judge() throws {
    while let start = bytes[at...].firstIndex(of: UInt8(ascii: "<")) {
      at = start + 1
      try tag()
    }
    guard open.isEmpty else { throw wrong("<\(open.joined(separator: "><"))> without end") }
    if !isXML, scripts != 1 { throw wrong("\(scripts) scripts") }
  }

  private mutating func tag() throws {
    let start = at
    var quote: UInt8?
    while at < bytes.count, quote != nil || bytes[at] != UInt8(ascii: ">") {
      if bytes[at] == quote {
        quote = nil
      } else if quote == nil, bytes[at] == UInt8(ascii: "\"") {
        quote = bytes[at]
      } else if bytes[at] == UInt8(ascii: "<") {
        throw wrong("a bare < in a tag")
      }
      at += 1
    }
    guard at < bytes.count else { throw wrong("a tag without end") }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    at += 1
    let name = String(text.prefix { !$0.isWhitespace }).lowercased()
    if name.hasPrefix("/") {
      guard open.popLast() == String(name.dropFirst()) else { throw wrong("<\(name)> closes another") }
      return
    }
    try judge(name, text)
  }

  private mutating func judge(_ name: String, _ text: String) throws {
    if !isXML {
      if Self.forbidden.contains(name) { throw wrong("<\(name)>") }
      for (key, value) in Self.attributes(text) { try judge(name, key, value) }
    }
    if name.hasSuffix("/") || text.hasSuffix("/") || Self.void.contains(name) { return }
    open.append(name)
    guard name == "script" || name == "style", !isXML else { return }
    if name == "script" { scripts += 1 }
    let end = bytes[at...].firstRange(of: Array("</\(name)>".utf8))
    guard let end else { throw wrong("<\(name)> without end") }
    at = end.lowerBound
  }

  private mutating func judge(_ tag: String, _ key: String, _ value: String) throws {
    if key.hasPrefix("on") || ["src", "srcset", "formaction", "action", "background"].contains(key) {
      throw wrong("the attribute \(key) of <\(tag)>")
    }
    if key == "id", !ids.insert(value).inserted { throw wrong("a second id \(value)") }
    guard key.hasSuffix("href") else { return }
    let address = value.replacing("&amp;", with: "&").lowercased().filter { !$0.isWhitespace && $0 >= " " }
    let stop = address.firstIndex { ":/?#".contains($0) }
    let scheme = stop.flatMap { address[$0] == ":" ? String(address[..<$0]) : nil }
    if let scheme, !["http", "https", "mailto"].contains(scheme) { throw wrong("a link to \(value)") }
    if tag != "a" || address.hasPrefix("//") { throw wrong("<\(tag)> to \(value)") }
  }

  /// Names and values in double quotes, as the exports write them.
  private static func attributes(_ tag: String) -> [(String, String)] {
    var rest = tag.utf8.drop { $0 > 0x20 }
    var found: [(String, String)] = []
    while true {
      rest = rest.drop { $0 <= 0x20 || $0 == UInt8(ascii: "/") }
      guard !rest.isEmpty else { return found }
      let name = rest.prefix { $0 > 0x20 && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "/") }
      rest = rest[name.endIndex...]
      var value = Substring().utf8
      if rest.first == UInt8(ascii: "=") {
        rest = rest.dropFirst()
        let isQuoted = rest.first == UInt8(ascii: "\"")
        if isQuoted { rest = rest.dropFirst() }
        value = rest.prefix { isQuoted ? $0 != UInt8(ascii: "\"") : $0 > 0x20 }
        rest = rest[value.endIndex...].dropFirst()
      } else if name.isEmpty {
        rest = rest.dropFirst()
      }
      found.append(
        (String(decoding: name, as: UTF8.self).lowercased(), String(decoding: value, as: UTF8.self)))
    }
  }
}
