import Glibc
import Support
import Testing

/// What `vnb bulk` and `export` may write over, and what they may not.
@Suite struct BulkFilesTests {
  private static let rows: [[Float]] = [[1, 2], [3, 4], [5, 7]]

  /// Vectors in three formats with ids, links to two of them, and a table of the same.
  private func folder() throws -> BulkFolder {
    let work = BulkFolder()
    try work.put("e.jsonl", "{\"id\": 1, \"dim\": 2, \"vector\": [1, 2]}\n{\"id\": 2, \"vector\": [3, 4]}\n")
    try work.put("one.json", "{\"id\": 1, \"dim\": 2, \"vector\": [1, 2]}\n")
    try work.put("e.npy", BulkFolder.npy(Self.rows))
    try work.put("r.f32", BulkFolder.raw(Self.rows))
    try work.put("r.json", "{\"dim\": 2}\n")
    try work.put("ids.u64", BulkFolder.ids([5, 6, 9]))
    #expect(symlink("ids.u64", "\(work.path)/ids.link") == 0)
    #expect(symlink(".", "\(work.path)/here") == 0)
    return work
  }

  /// Every file with its bytes.
  private func contents(_ work: BulkFolder) throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for name in Files.list(work.path) where !Files.isFolder("\(work.path)/\(name)") {
      contents[name] = try work.bytes(name)
    }
    return contents
  }

  @Test(arguments: [
    ("index_convert \"e.jsonl\", to: \"d.f32\", ids: \"e.jsonl\"", "`e.jsonl` is both read and written"),
    ("index_convert \"e.jsonl\", to: \"d.f32\", ids: \"here/./e.jsonl\"", "is both read and written"),
    ("index_convert \"e.jsonl\", to: \"c.f32\", ids: \"c.f32\"", "`c.f32` would be written twice"),
    ("index_convert \"e.jsonl\", to: \"c.f32\", ids: \"here/here/./c.f32\"", "would be written twice"),
    ("index_convert \"e.jsonl\", to: \"c.f32\", ids: \"c.json\"", "`c.json` would be written twice"),
    ("index_convert \"e.jsonl\", to: \"e.jsonl\", format: \"npy\"", "`e.jsonl` is both read and written"),
    ("index_convert \"one.json\", to: \"one.f32\"", "`one.json` is both read and written"),
    ("index_convert \"r.f32\", to: \"r.json\", format: \"npy\"", "`r.json` is both read and written"),
    ("index_build \"e.npy\", output: \"ids.u64\", ids: \"ids.u64\"", "`ids.u64` is both read and written"),
    ("index_build \"e.npy\", output: \"ids.link\", ids: \"ids.u64\"", "`ids.link` is both read and written"),
    ("index_build \"e.npy\", output: \"here/e.npy\"", "`here/e.npy` is both read and written"),
    ("index_build \"r.f32\", output: \"r.json\"", "`r.json` is both read and written"),
  ])
  func oneFileForTwo(_ call: String, _ text: String) throws {
    let work = try folder()
    let before = try contents(work)
    let run = try CommandLineRun(["eval", call], folder: work.path)
    #expect(run.exitCode == 1 && run.stderr.contains(text) && run.stdout.isEmpty, "\(run.summary)")
    #expect(run.stderr.contains("V0448") && run.stderr.contains("nothing was written"), "\(run.summary)")
    #expect(try contents(work) == before)
  }

  @Test func theCommandLineRefusesThemToo() throws {
    let work = try folder()
    let before = try contents(work)
    for words in [
      ["convert", "-i", "e.jsonl", "-o", "d.f32", "--to-format", "raw_f32", "--ids", "e.jsonl"],
      ["convert", "-i", "e.jsonl", "-o", "d.f32", "--to-format", "raw_f32", "--ids", "./d.f32"],
      ["build-index", "-i", "e.npy", "-o", "ids.u64", "--ids", "ids.u64"],
    ] {
      let run = try work.bulk(words)
      #expect(run.exitCode == 1 && run.stderr.contains("V0448"), "\(run.summary)")
      #expect(try contents(work) == before)
    }
  }

  /// The vectors come from it, even when only a link leads there.
  @Test func theDatabaseIsNotWrittenOver() throws {
    let work = try folder()
    let load = try CommandLineRun(
      ["eval", "-u", "work.db", "load \"e.npy\", into: \"t\", ids: \"ids.u64\""], folder: work.path)
    #expect(load.exitCode == 0 && symlink("work.db", "\(work.path)/w") == 0, "\(load.summary)")
    let before = try contents(work)
    for to in ["to: \"work.db\"", "to: \"here/w\"", "to: \"x.npy\", ids: \"./work.db\""] {
      let call = "table \"t\" | export by: .vector, \(to), format: \"npy\""
      let run = try CommandLineRun(["eval", "-u", "work.db", call], folder: work.path)
      #expect(run.exitCode == 1 && run.stderr.contains("is both read and written"), "\(run.summary)")
    }
    #expect(try contents(work) == before)
  }

  /// A sidecar may be written again with what it says, and different names stay allowed.
  @Test func differentFilesAreFine() throws {
    let work = try folder()
    for words in [
      ["convert", "-i", "r.f32", "-o", "r.bin", "--to-format", "raw_f32", "--quiet"],
      ["convert", "-i", "e.jsonl", "-o", "d.f32", "--to-format", "raw_f32", "--ids", "d.u64", "--quiet"],
      ["build-index", "-i", "e.npy", "-o", "e.hnsw", "--ids", "ids.link", "--quiet"],
    ] { #expect(try work.bulk(words).exitCode == 0, "\(words)") }
    #expect(try work.bytes("d.u64") == BulkFolder.ids([1, 2]))
  }

  /// A pipe stays one, and nobody waits for its other end.
  @Test(arguments: [
    ["convert", "-i", "e.npy", "-o", "pipe", "--to-format", "npy"],
    ["convert", "-i", "e.npy", "-o", "pipe.link", "--to-format", "raw_f32"],
    ["convert", "-i", "e.jsonl", "-o", "d.npy", "--to-format", "npy", "--ids", "pipe"],
    ["build-index", "-i", "e.npy", "-o", "pipe"], ["build-index", "-i", "e.npy", "-o", "pipe.link"],
    ["build-index", "-i", "e.npy", "-o", "/dev/null"], ["info", "-i", "pipe"],
    ["query", "-i", "pipe", "-q", "r.f32"],
  ])
  func pipes(_ words: [String]) throws {
    let work = try folder()
    let before = try contents(work)
    let pipe = "\(work.path)/pipe"
    #expect(mkfifo(pipe, 0o600) == 0 && symlink("pipe", "\(work.path)/pipe.link") == 0)
    let run = try work.bulk(words)
    #expect(run.exitCode == 1 && run.stderr.hasPrefix("error[V0"), "\(run.summary)")
    var status = stat()
    #expect(lstat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    #expect(lstat("\(work.path)/pipe.link", &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(unlink(pipe) == 0 && unlink("\(work.path)/pipe.link") == 0)
    #expect(try contents(work) == before)
  }

  /// A link stays one, and the file behind it keeps its permissions.
  @Test(arguments: [
    ["build-index", "-i", "e.npy", "-o", "link"],
    ["convert", "-i", "e.npy", "-o", "link", "--to-format", "npy"],
  ])
  func linksAndPermissions(_ words: [String]) throws {
    let work = try folder()
    let file = "\(work.path)/behind"
    try work.put("behind", "old")
    #expect(chmod(file, 0o640) == 0 && symlink("behind", "\(work.path)/link") == 0)
    let run = try work.bulk(words)
    #expect(run.exitCode == 0, "\(run.summary)")
    var status = stat()
    #expect(lstat("\(work.path)/link", &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(lstat(file, &status) == 0 && status.st_mode & 0o777 == 0o640)
    #expect(try work.bytes("behind").count > 3)
  }

  @Test func onlyMetricsThatAnIndexHasAreOffered() throws {
    let work = try folder()
    for metric in ["l1", "hamming"] {
      let run = try CommandLineRun(
        ["eval", "index_build \"e.npy\", output: \"x\", metric: \"\(metric)\""], folder: work.path)
      #expect(
        run.exitCode != 0 && run.stderr.contains("cosine") && !run.stderr.contains("V0600"), "\(run.summary)")
    }
    try work.put("r.json", "{\"dim\": 2, \"metric\": \"l3\"}\n")
    let run = try work.bulk(["build-index", "-i", "r.f32", "-o", "x"])
    #expect(run.stderr.contains("`metric` is none of l2, cosine, ip, l1, hamming"), "\(run.summary)")
  }
}
