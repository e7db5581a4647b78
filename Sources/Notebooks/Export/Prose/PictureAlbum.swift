import Glibc

/// The pictures that prose shows, read from the notebook's folder and put into the page as `data:` addresses (RFC 2397).
///
/// A page is made to be handed on, so nothing is taken from outside the folder, neither by `..` nor by a link. A drawing in
/// SVG may hold a script, yet as the address of an `<img>` it is shown without running one or asking for anything (HTML, 4.8.3).
struct PictureAlbum {
  /// A picture that is not in the page.
  struct Lost: Equatable {
    let address: String
    let why: String
    /// Which stretch of prose asked for it.
    let stretch: Int
  }

  /// Where addresses start; nil takes no picture in and loses none.
  let folder: String?
  private(set) var lost: [Lost] = []
  /// The stretch of prose that is gone through.
  var stretch = 0
  private var bytesTaken = 0

  init(folder: String?) { self.folder = folder }

  /// True for an address that asks for a file beside the notebook.
  static func isLocal(_ address: String) -> Bool {
    let stop = address.utf8.first { [":", "/", "?", "#"].contains(UnicodeScalar($0)) }
    return !address.isEmpty && stop != UInt8(ascii: ":") && !address.hasPrefix("#") && !address.hasPrefix("?")
      && !address.hasPrefix("//")
  }

  /// The picture as a `data:` address; nil when it stays outside, which ``lost`` then tells of. `address` as cmark wrote it.
  mutating func dataAddress(_ address: String) -> String? {
    guard let folder, Self.isLocal(address) else { return nil }
    do throws(Refusal) {
      let bytes = try read(Self.path(address), in: folder)
      guard let type = Self.mediaType(bytes) else { throw Refusal("it is no PNG, JPEG, GIF, WebP or SVG") }
      bytesTaken += bytes.count
      return "data:\(type);base64,\(HTMLText.base64(bytes))"
    } catch {
      lost.append(Lost(address: address, why: error.why, stretch: stretch))
      return nil
    }
  }

  private struct Refusal: Error {
    let why: String
    init(_ why: String) { self.why = why }
  }

  private func read(_ path: String, in folder: String) throws(Refusal) -> [UInt8] {
    guard !path.hasPrefix("/"), !path.utf8.contains(0) else {
      throw Refusal("it is not below the notebook's folder")
    }
    guard let root = realpath(folder.isEmpty ? "." : folder, nil) else { throw Refusal(Self.reason()) }
    defer { free(root) }
    guard let whole = realpath((folder.isEmpty ? "." : folder) + "/" + path, nil) else {
      throw Refusal(Self.reason())
    }
    defer { free(whole) }
    let (base, file) = (String(cString: root), String(cString: whole))
    guard file.hasPrefix(base.hasSuffix("/") ? base : base + "/") else {
      throw Refusal("it is not below the notebook's folder")
    }
    var info = stat()
    guard stat(file, &info) == 0 else { throw Refusal(Self.reason()) }
    guard info.st_mode & S_IFMT == S_IFREG else { throw Refusal("it is no plain file") }
    let limit = NotebookLimits.pictureBytes
    guard info.st_size <= limit else { throw Refusal("it has more than \(limit >> 20) MB") }
    guard bytesTaken + Int(info.st_size) <= NotebookLimits.picturesBytes else {
      throw Refusal("the pictures of a page may have \(NotebookLimits.picturesBytes >> 20) MB together")
    }
    do { return try TextFile.read(file) } catch { throw Refusal("it cannot be read") }
  }

  private static func reason() -> String { String(cString: strerror(errno)) }

  /// What the first bytes say a file is, whatever its name; nil when it is no picture that every browser shows.
  static func mediaType(_ bytes: [UInt8]) -> String? {
    let starts: (String) -> Bool = { bytes.starts(with: Array($0.utf8)) }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
    if starts("GIF87a") || starts("GIF89a") { return "image/gif" }
    if starts("RIFF"), bytes.dropFirst(8).starts(with: Array("WEBP".utf8)) { return "image/webp" }
    // XML begins with `<`, after a mark of byte order at most; what comes before the drawing itself is short.
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    guard text.drop(while: { $0 <= 32 }).first == UInt8(ascii: "<") else { return nil }
    return text.prefix(4096).firstRange(of: Array("<svg".utf8)) == nil ? nil : "image/svg+xml"
  }

  /// The path an address stands for: entities and percent signs undone, without what follows `?` or `#`.
  static func path(_ address: String) -> String {
    let plain = plainAddress(address).utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    var bytes: [UInt8] = []
    var rest = plain[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let code = UInt8(digits, radix: 16) {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The address without the entities that cmark writes.
  static func plainAddress(_ address: String) -> String {
    address.replacing("&quot;", with: "\"").replacing("&#x27;", with: "'").replacing("&amp;", with: "&")
  }
}
