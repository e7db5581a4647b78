import Glibc
import Support
import Testing

@testable import Formats

@Suite struct VectorFileTests {
  @Test func formatsAreToldByTheExtension() throws {
    let endings: [(String, VectorFormat)] = [
      ("a.npy", .npy), ("A.NPY", .npy), ("x/a.f32", .rawFloat), ("a.bin", .rawFloat), ("a.b.raw", .rawFloat),
    ]
    for (name, format) in endings { #expect(try VectorFormat.detect(name) == format) }
    for name in ["a", "a.txt", "a.npy/b", ".npy.gz", "x.npy/", "", "é.", "a.f64"] {
      do {
        _ = try VectorFormat.detect(name)
        if name != "x.npy/" { Issue.record("\(name)") }
      } catch {
        #expect(error == .unknownFormat(path: name))
        #expect(error.message.hasSuffix("Could not detect format from extension. Use --format"))
      }
    }
    #expect(throws: VectorFileError.notImplemented(path: "a.toon", format: "toon")) {
      try VectorFormat.detect("a.toon")
    }
    #expect(throws: VectorFileError.notImplemented(path: "a.TDB", format: "tdb")) {
      try VectorFormat.detect("a.TDB")
    }
  }

  @Test func rawNeedsADimension() throws {
    let six = Npy.floats([1, 2, 3, 4, 5, 6])
    #expect(try vectorFault("a.f32", six) == .noDimension(path: "D/a.f32", sidecar: nil))
    #expect(
      try vectorFault("a.f32", six)?.help
        == "give -d (`dimension:`), or put {\"dim\": …} into `D/a.json`")
    #expect(try vectorFault("a.f32", six, dimension: 3) == nil)
    #expect(try vectorFault("a.f32", six, dimension: 0) == .zeroDimension(path: "D/a.f32"))
    #expect(
      try vectorFault("a.f32", six, dimension: 4)
        == .trailingBytes(path: "D/a.f32", extra: 8, dimension: 4))
    #expect(try vectorFault("a.f32", six, dimension: 7) == .tooSmall(path: "D/a.f32", need: 28, got: 24))
    #expect(try vectorFault("a.f32", [], dimension: 1) == .tooSmall(path: "D/a.f32", need: 4, got: 0))
    #expect(try vectorFault("a.f32", six, dimension: .max)?.code == "V0442")
    #expect(
      try vectorFault("a.f32", Npy.vectors("(1, 2)", [1, 2]), dimension: 2)
        == .isNpy(path: "D/a.f32", expected: "raw f32"))
    #expect(try vectorFault("a.x", six, format: .rawFloat, dimension: 2) == nil)
  }

  @Test(
    arguments: [
      ("a.json", "{\"n\": 2, \"dim\": 3, \"metric\": \"cosine\"}", nil),
      ("a.json", "{\n  \"dim\": 3\n}\n", nil), ("meta.json", "{\"dim\":3,\"n\":2}", nil),
      ("a.json", "{\"dim\": 3, \"n\": null, \"metric\": null, \"other\": [1, {\"a\": 2}]}", nil),
      ("a.json", "{\"dim\": 4}", "V0439"), ("a.json", "{\"dim\": 0}", "V0442"),
      ("a.json", "{\"dim\": -1}", "V0443"),
      ("a.json", "{\"dim\": 3.0}", "V0443"), ("a.json", "{\"dim\": \"3\"}", "V0443"),
      ("a.json", "{\"dim\": 3, \"n\": 7}", "V0443"), ("meta.json", "{\"dim\": 3, \"n\": 1}", "V0443"),
      ("a.json", "{\"dim\": 3, \"metric\": 7}", "V0443"), ("a.json", "{\"dim\": 1e400}", "V0440"),
      ("a.json", "{\"dim\": 3", "V0440"), ("a.json", "", "V0440"), ("a.json", "[3]", "V0440"),
      ("a.json", "{\"dimension\": 3}", "V0440"), ("a.json", "{\"dim\": 3}\u{0}", "V0440"),
      ("a.json", "{\"dim\": 3} {\"dim\": 4}", "V0440"), ("b.json", "{\"dim\": 3}", "V0440"),
    ] as [(String, String, String?)])
  func sidecars(_ name: String, _ text: String, _ code: String?) throws {
    let fault = try vectorFault("a.f32", Npy.floats([1, 2, 3, 4, 5, 6]), beside: [(name, text)])
    #expect(fault?.code == code, "\(fault?.message ?? "opened")")
  }

  @Test func sidecarOfTheNameComesFirst() throws {
    let six = Npy.floats([1, 2, 3, 4, 5, 6])
    let both = [("a.json", "{\"dim\": 3}"), ("meta.json", "{\"dim\": 2}")]
    #expect(try vectorFault("a.f32", six, beside: both) == nil)
    #expect(
      try vectorFault("a.f32", six, dimension: 2, beside: both)
        == .dimensionMismatch(path: "D/a.json", expected: 2, actual: 3))
    // A JSON file about something else is passed over, and told of when nothing else helps.
    let other = [("a.json", "{\"title\": \"x\"}"), ("meta.json", "{\"dim\": 2}")]
    #expect(try vectorFault("a.f32", six, beside: other) == nil)
    let fault = try vectorFault("a.f32", six, beside: [("a.json", "{\"title\": \"x\"}")])
    #expect(fault?.help == "give -d (`dimension:`); `D/a.json` is there, but has no field `dim`")
    for (path, name) in [
      ("x/a.f32", "x/a.json"), ("x.y/a", "x.y/a.json"), (".f32", ".f32.json"), ("a", "a.json"),
    ] {
      #expect(VectorSidecar.name(for: path) == name)
    }
  }

  @Test func ids() throws {
    let scratch = try Scratch()
    func bytes(_ ids: [UInt64]) -> [UInt8] {
      ids.flatMap { id in (0..<8).map { UInt8(truncatingIfNeeded: id >> ($0 * 8)) } }
    }
    func ids(_ raw: [UInt8], for vectors: Int) throws -> [UInt64] {
      try IdentifierFile(path: try scratch.file("x.u64", raw), display: "x.u64").ids(forVectors: vectors)
    }
    let some: [UInt64] = [7, 0, .max, 1 << 63, 8]
    #expect(try ids(bytes(some), for: 5) == some)
    #expect(throws: VectorFileError.idCountMismatch(path: "x.u64", ids: 5, vectors: 4)) {
      try ids(bytes(some), for: 4)
    }
    #expect(
      VectorFileError.idCountMismatch(path: "x", ids: 5, vectors: 4).message
        == "`x`: ID count mismatch: 5 IDs vs 4 vectors")
    #expect(throws: VectorFileError.raggedIDs(path: "x.u64", size: 39)) {
      try ids(Array(bytes(some).dropLast()), for: 5)
    }
    #expect(throws: VectorFileError.duplicateID(path: "x.u64", id: 7, first: 2, again: 3)) {
      try ids(bytes([9, 8, 7, 7, 9, 8]), for: 6)
    }
    #expect(throws: VectorFileError.duplicateID(path: "x.u64", id: 9, first: 0, again: 2)) {
      try ids(bytes([9, 8, 9, 9, 8]), for: 5)
    }
    #expect(try ids([], for: 0) == [])
    #expect(throws: VectorFileError.isNpy(path: "x.u64", expected: "a raw file of ids")) {
      try ids(Npy.file(Npy.header("(1,)", type: "'<u8'"), data: bytes([1])), for: 1)
    }
    let path = try scratch.file("out.u64", "")
    try IdentifierFile.write(some, to: path)
    #expect(try Files.read(path) == bytes(some))
  }

  /// What another program cuts off reads as zeros, and the result is not given out.
  @Test func filesThatShrinkAreAnErrorNotACrash() throws {
    let scratch = try Scratch()
    let path = try scratch.file("a.f32", [UInt8](repeating: 1, count: 1 << 20))
    let whole = try VectorFile(path: path, display: "a.f32", dimension: 64)
    let error = VectorFileError.changed(path: "a.f32")
    #expect(throws: error) {
      try whole.file.reading {
        #expect(truncate(path, 5000) == 0)
        #expect(whole.row(3000)[5] == 0 && whole.row(0)[0] != 0)
        // Whatever else the missing bytes lead to.
        throw VectorFileError.zeroDimension(path: "x")
      }
    }
    #expect(error.notes == ["nothing was written"])
    // A change that keeps the size is one, too.
    let same = try VectorFile(path: path, display: "a.f32", dimension: 1)
    let file = try #require(fopen(path, "r+"))
    fputs("x", file)
    fclose(file)
    var later = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
    utimensat(AT_FDCWD, path, &later, 0)
    #expect(throws: error) { try same.file.requireUnchanged() }
  }

  @Test func idsThatShrinkAreAnError() throws {
    let scratch = try Scratch()
    let path = try scratch.file("ids.u64", [UInt8](repeating: 1, count: 1 << 16))
    let ids = try IdentifierFile(path: path, display: "ids.u64")
    #expect(truncate(path, 4096) == 0)
    #expect(throws: VectorFileError.changed(path: "ids.u64")) { try ids.ids(forVectors: 1 << 13) }
  }

  @Test func onlyRegularFilesAreReplaced() throws {
    let scratch = try Scratch()
    let pipe = scratch.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    for format in VectorFormat.allCases {
      #expect(throws: VectorFileError.notRegular(path: "P")) {
        try VectorFileWriter(path: pipe, display: "P", format: format, columns: 2)
      }
    }
    #expect(throws: VectorFileError.notRegular(path: "P")) {
      try IdentifierFile.write([1], to: pipe, display: "P")
    }
    #expect(throws: VectorFileError.cannotWrite(path: "P", errno: EISDIR)) {
      try IdentifierFile.write([1], to: scratch.path, display: "P")
    }
    #expect(Files.list(scratch.path) == ["pipe"])
  }

  @Test func whatIsNoFile() throws {
    let scratch = try Scratch()
    func fault(_ path: String) -> (any Error)? {
      do { _ = try MappedFile(path: path, display: "F"); return nil } catch { return error }
    }
    #expect(fault(scratch.path) as? FormatsError == .isFolder(path: "F"))
    #expect(fault(scratch.path + "/none") as? FormatsError == .cannotOpen(path: "F", errno: ENOENT))
    let pipe = try scratch.file("pipe", "")
    unlink(pipe)
    mkfifo(pipe, 0o600)
    #expect(fault(pipe) as? FormatsError == .notAFile(path: "F", kind: "a named pipe"))
    #expect(fault("/dev/null") as? FormatsError == .notAFile(path: "F", kind: "a device"))
  }

  @Test func writingRaw() throws {
    let scratch = try Scratch()
    let path = try scratch.file("out.f32", "old")
    _ = try scratch.file("out.json", "{\"texts\": [1]}")
    #expect(throws: VectorFileError.otherSidecar(path: "out.json")) {
      try VectorFileWriter(path: path, display: "out.f32", format: .rawFloat, columns: 300)
    }
    _ = try scratch.file("out.json", "{\"dim\": 7}")
    let rows: [[Float]] = (0..<1000).map { row in (0..<300).map { Float(row * 300 + $0) } }
    do {
      let left = try VectorFileWriter(path: path, format: .rawFloat, columns: 300)
      for row in rows { try left.append(row) }
    }
    #expect(try Files.readText(path) == "old" && Files.list(scratch.path).count == 2)
    let writer = try VectorFileWriter(path: path, format: .rawFloat, columns: 300)
    for row in rows { try writer.append(row) }
    #expect(try writer.finish(metric: "cosine") == "\(scratch.path)/out.json")
    #expect(
      try Files.readText("\(scratch.path)/out.json")
        == "{\"n\": 1000, \"dim\": 300, \"metric\": \"cosine\"}\n")
    let back = try VectorFile(path: path)
    #expect(back.values == rows && back.sidecar?.metric == "cosine")
    #expect(Files.list(scratch.path).count == 2)
    #expect(throws: VectorFileError.zeroDimension(path: path)) {
      try VectorFileWriter(path: path, format: .npy, columns: 0)
    }
    #expect(throws: VectorFileError.cannotWrite(path: "x", errno: ENOENT)) {
      try VectorFileWriter(path: scratch.path + "/none/a.npy", display: "x", format: .npy, columns: 1)
    }
  }
}
