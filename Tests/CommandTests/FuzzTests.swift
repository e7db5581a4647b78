import Support
import Testing

/// A short run of the fuzzer over notebooks with a fixed seed, so that what it holds stays held; `make fuzz` runs for as long as
/// it is asked to.
@Suite struct FuzzTests {
  private static let program = "\(packageFolder)/.build/debug/vnb-fuzz"

  @Test(
    .enabled(if: Files.exists(program), "vnb-fuzz is not built"),
    arguments: ["check", "update", "export", "notebook"])
  func noPromiseIsBroken(_ target: String) throws {
    let run = try CommandLineRun(
      ["--only", target, "--seed", "20261120", "--count", "400", "--seconds", "5"], program: Self.program,
      limit: 120)
    #expect(run.exitCode == 0 && run.stdout.contains("no promise broken"), "\(run.summary.suffix(4_000))")
  }

  /// The commands themselves on damaged copies of real notebooks: they end with a code of theirs, `check` and `status` write
  /// nothing, and after an `update` nothing differs.
  @Test(arguments: ["notebooks/lesson-1-language.vnb", "Tests/Spec/rows/where.vnb", "stdlib/text.vnb"])
  func commandsTakeDamagedNotebooks(_ path: String) throws {
    let whole = try Files.read("\(packageFolder)/\(path)")
    let words = [
      "```", "```vnb\n", "```out 00000000\n", "\r\n", "\u{0}", "<script>", "é", "...\n", "sha256:",
    ]
    var random = SeededGenerator(seed: 764)
    for _ in 0..<12 {
      let folder = TemporaryFolder()
      let bytes = random.mutate(whole, words: words.map { Array($0.utf8) })
      let file = try folder.write("a.vnb", bytes: bytes)
      for command in ["status", "check"] {
        let run = try CommandLineRun([command, "a.vnb"], folder: folder.path, limit: 180)
        #expect((0...4).contains(run.exitCode), "\(run.summary)")
        #expect(try Files.read(file) == bytes && Files.list(folder.path) == ["a.vnb"])
      }
      let update = try CommandLineRun(["update", "a.vnb"], folder: folder.path, limit: 180)
      #expect((0...4).contains(update.exitCode), "\(update.summary)")
      let once = try Files.read(file)
      #expect(update.exitCode == 0 || once == bytes)
      guard update.exitCode == 0 else { continue }
      #expect(try CommandLineRun(["check", "--locked", "a.vnb"], folder: folder.path).exitCode == 0)
      let again = try CommandLineRun(["update", "a.vnb"], folder: folder.path, limit: 180)
      #expect(again.stdout == "a.vnb: up to date\n", "\(again.summary)")
      #expect(try Files.read(file) == once)
      let page = try CommandLineRun(
        ["export", "a.vnb", "--to", "ipynb", "-o", "-"], folder: folder.path, limit: 180)
      #expect(page.exitCode == 0 && page.stdout.hasPrefix("{"), "\(page.summary.prefix(2_000))")
    }
  }
}
