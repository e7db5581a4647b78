import Glibc
import Support
import Testing

@testable import Formats

@Suite struct FilesTests {
  @Test func patternsMatchInByteOrder() throws {
    let scratch = try Scratch()
    for name in ["b.gz", "a10.gz", "a2.gz", "B.gz", "x[1].gz", ".hidden.gz", "é.gz", "a.txt"] {
      _ = try scratch.file(name, "x")
    }
    func names(_ patterns: [String]) throws -> [String] {
      try matchFiles(patterns, folder: scratch.path).map(\.display)
    }
    #expect(try names(["*.gz"]) == ["B.gz", "a10.gz", "a2.gz", "b.gz", "x[1].gz", "é.gz"])
    #expect(try names(["a?.gz", "B.gz", "[a-b].*"]) == ["a2.gz", "B.gz", "a.txt", "b.gz"])
    #expect(try names(["x[1].gz"]) == ["x[1].gz"])
    #expect(
      try matchFiles(["\(scratch.path)/a2.gz"], folder: "/nowhere").first?.path == "\(scratch.path)/a2.gz")
    #expect(throws: FormatsError.noMatch(pattern: "*.csv")) { try names(["*.csv"]) }
    #expect(throws: FormatsError.cannotOpen(path: "gone.gz", errno: ENOENT)) { try names(["gone.gz"]) }
    #expect(throws: FormatsError.isFolder(path: scratch.path)) { try names([scratch.path]) }
  }

  @Test func missingFilesAndFoldersAreToldApart() throws {
    let scratch = try Scratch()
    #expect(read(scratch.path + "/none").error == .cannotOpen(path: "F", errno: ENOENT))
    #expect(read(scratch.path).error == .isFolder(path: "F"))
  }

  @Test func digestsAreSHA256() throws {
    let scratch = try Scratch()
    let empty = try fileDigest(try scratch.file("a", ""))
    #expect(empty == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    let abc = try fileDigest(try scratch.file("b", "abc"))
    #expect(abc == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    let million = try fileDigest(try scratch.file("c", String(repeating: "a", count: 1_000_000)))
    #expect(million == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    #expect(throws: FormatsError.cannotOpen(path: "x", errno: ENOENT)) {
      try fileDigest(scratch.path + "/none", display: "x")
    }
  }

  @Test(.enabled(if: sharedFolder != nil, "the shared data folder is absent"))
  func realRecordsComeOutExactly() throws {
    let folder = try #require(sharedFolder) + "/data/msmarco-v2-sample"
    let gzip = read(folder + "/msmarco_passage_00.gz")
    let plain = read(folder + "/docs.json")
    #expect(gzip.error == nil && gzip.rows == plain.rows && gzip.rows.count == 6)
    #expect(gzip.rows.allSatisfy { $0.fields == ["pid", "passage", "spans", "docid"] })
    #expect(gzip.rows[0]["pid"] == .text("msmarco_passage_00_0"))
    #expect(gzip.rows[1]["spans"] == .text("(3301,3430),(3431,3598)"))
    guard case .text(let passage) = gzip.rows[1]["passage"] else { return }
    #expect(passage.contains("one 0 – 60 time"))
    for name in ["00", "01"] {
      let segmented = read(folder + "/msmarco_v2.1_doc_segmented_\(name).json")
      #expect(segmented.error == nil && segmented.bad.isEmpty && segmented.good.count == 2)
      #expect(segmented.good[0].fields.prefix(4) == ["docid", "url", "title", "headings"])
    }
  }
}
