import Basics
import Glibc
import Support
import Testing

@testable import Notebooks

@Suite struct FormatTests {
  @Test func onlyCellsChangeAndTheirHashesFollow() throws {
    let before = try parse(
      "a  \n```vnb\n1+1\n```\n```out HASH\n2\n```\n```vnb\nok\n```\n```out 00000000\n```\n".withHash("1+1\n"))
    let after = before.formatted { $0.program == "1+1\n" ? "1 + 1\n" : $0.program }
    #expect(
      String(decoding: after, as: UTF8.self)
        == "a  \n```vnb\n1 + 1\n```\n```out cd626bdd\n2\n```\n```vnb\nok\n```\n```out 00000000\n```\n")
  }

  @Test func staleHashesStayStale() throws {
    let notebook = try parse("```vnb\n1+1\n```\n```out 00000000\n2\n```\n")
    let after = try parse(String(decoding: notebook.formatted { _ in "1 + 1" }, as: UTF8.self))
    #expect(after.cells.first?.source.program == "1 + 1\n" && after.cells.first?.out?.hash == "00000000")
  }

  @Test func windowsLineEndsStay() throws {
    let notebook = try parse("```vnb\r\na\r\nb\r\n```\r\n")
    #expect(
      String(decoding: notebook.formatted { _ in "x\ny\n" }, as: UTF8.self) == "```vnb\r\nx\r\ny\r\n```\r\n")
  }
}

extension String {
  func withHash(_ program: String) -> String {
    replacing("HASH", with: SHA256.hex(Array(program.utf8), digits: 8))
  }
}

@Suite struct TextFileTests {
  @Test func replacingKeepsModeAndLinks() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", "old")
    chmod(path, 0o640)
    symlink(path, folder.file("link"))
    try TextFile.replace(folder.file("link"), with: Array("new".utf8))
    var info = stat()
    #expect(try Files.readText(path) == "new" && Files.list(folder.path) == ["a.vnb", "link"])
    #expect(lstat(path, &info) == 0 && info.st_mode & 0o777 == 0o640)
    #expect(lstat(folder.file("link"), &info) == 0 && info.st_mode & S_IFMT == S_IFLNK)
  }

  @Test func failureLeavesTheFile() throws {
    let folder = TemporaryFolder()
    #expect(throws: NotebookError.self) { try TextFile.replace(folder.file("no/such"), with: []) }
    #expect(throws: NotebookError.self) { try TextFile.read(folder.file("none")) }
    #expect(throws: NotebookError.self) { try TextFile.read(folder.path) }
    #expect(Files.list(folder.path).isEmpty)
  }

  @Test func sameFileIsKnownByAnyPath() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a", "x")
    #expect(TextFile.areSame(path, "\(folder.path)/../\(folder.path.split(separator: "/").last ?? "")/a"))
    #expect(!TextFile.areSame(path, folder.file("b")))
  }
}
