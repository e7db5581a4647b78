import Glibc
import Support
import Testing

@testable import Notebooks

/// Which pictures of the prose a page takes in.
@Suite struct PictureTests {
  static let hasLibrary = (try? ProseLibrary.shared()) != nil
  static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

  /// What a page makes of the prose of a notebook in a folder with some pictures and some traps.
  private func page(_ text: String) throws -> (html: String, warnings: [(NotebookError, line: Int)]) {
    let folder = TemporaryFolder()
    try Files.makeFolder(folder.file("book"))
    try Files.makeFolder(folder.file("book/pictures"))
    try Files.makeFolder(folder.file("booklet"))
    for name in ["outside.png", "book/a.png", "book/pictures/b & c.png", "booklet/a.png"] {
      try folder.write(name, bytes: Self.png)
    }
    try folder.write("book/drawing.svg", "<?xml version=\"1.0\"?>\n<svg><script>alert(1)</script></svg>")
    try folder.write("book/text.png", "no picture")
    try folder.write("book/page.svg", "<html></html>")
    try folder.write(
      "book/large.png", bytes: Self.png + [UInt8](repeating: 0, count: NotebookLimits.pictureBytes))
    symlink("../outside.png", folder.file("book/away.png"))
    symlink("a.png", folder.file("book/beside.png"))
    var warnings: [(NotebookError, line: Int)] = []
    let html = try parse(text).document(nil, generator: "vnb test")
      .text(as: .html, folder: folder.file("book")) { warnings.append(($0, line: $1)) }
    return (html, warnings)
  }

  @Test(
    .enabled(if: hasLibrary),
    arguments: [
      ("![x](a.png)", "image/png"), ("![x](./a.png#here)", "image/png"), ("![x](beside.png)", "image/png"),
      ("![x](<pictures/b & c.png>)", "image/png"), ("![x](pictures/b%20&%20c.png)", "image/png"),
      ("![x](pictures/../a.png)", "image/png"), ("[![x](a.png)](https://a.b)", "image/png"),
      ("![x](drawing.svg)", "image/svg+xml"), ("![x][r]\n\n[r]: a.png", "image/png"),
    ])
  func pictureOfTheFolderIsTakenIn(_ prose: String, _ type: String) throws {
    let (html, warnings) = try page(prose)
    #expect(html.contains("<img src=\"data:\(type);base64,") && html.contains("alt=\"x\""))
    #expect(warnings.isEmpty && !html.contains("<script>alert"))
  }

  @Test(
    .enabled(if: hasLibrary),
    arguments: [
      ("none.png", "No such file"), ("../outside.png", "not below"), ("../booklet/a.png", "not below"),
      ("away.png", "not below"), ("/etc/hostname", "not below"), ("a%00.png", "not below"),
      ("pictures", "no plain file"), ("text.png", "no PNG"), ("page.svg", "no PNG"),
      ("large.png", "than 8 MB"),
    ])
  func otherPictureIsToldAndItsWordsStay(_ address: String, _ why: String) throws {
    let (html, warnings) = try page("one\n\n```vnb\n1\n```\n\ntwo\nsee ![the words](\(address)) here\n")
    #expect(!html.contains("<img") && html.contains("see <span class=\"left-out\">the words</span> here"))
    #expect(warnings.count == 1 && warnings[0].line == 8 && warnings[0].0.code == "V0763")
    #expect(warnings[0].0.message.contains(why), "\(warnings[0].0.message)")
  }

  @Test(.enabled(if: hasLibrary)) func pictureElsewhereStaysALink() throws {
    let (html, warnings) = try page(
      "![x](https://a.b/c.png) ![y](//a.b/c.png) ![z](data:image/png;base64,AA==)")
    #expect(!html.contains("<img") && html.contains("href=\"https://a.b/c.png\"") && warnings.isEmpty)
    // Without a folder nothing is read, as before.
    #expect(try parse("![x](a.png)").document(nil, generator: "v").text(as: .html).contains("href=\"a.png\""))
  }

  @Test(.enabled(if: hasLibrary)) func eachWarningHasItsOwnLine() throws {
    let (_, warnings) = try page("\n\n![a](no.png)\n![b](no.png)\n\n```vnb\n1\n```\n\n![c](no.png)\n")
    #expect(warnings.map(\.line) == [3, 4, 10])
  }

  @Test func kindIsToldByTheFirstBytes() {
    for (text, type) in [
      ("GIF89a…", "image/gif"), ("GIF87a", "image/gif"), ("RIFF1234WEBPVP8 ", "image/webp"),
      ("RIFF1234WAVE", nil), ("\u{FEFF} <!-- x --><svg xmlns='x'/>", "image/svg+xml"), ("svg", nil),
      ("", nil),
    ] {
      #expect(PictureAlbum.mediaType(Array(text.utf8)) == type, "\(text)")
    }
    #expect(PictureAlbum.mediaType([0xFF, 0xD8, 0xFF, 0xE0]) == "image/jpeg")
    #expect(PictureAlbum.mediaType(Self.png) == "image/png")
  }
}
