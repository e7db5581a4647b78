import Support
import Testing

/// Pictures of a notebook's folder in its page, as a browser shows them.
@Suite struct ExportPictureTests {
  /// 3 x 2 pixels, and a drawing of 5 x 4 that tries to run a script.
  static let png: [UInt8] = [
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0, 18,
    22, 241, 77, 0, 0, 0, 16, 73, 68, 65, 84, 120, 156, 99, 56, 33, 39, 7, 65, 12, 112, 22, 0, 65, 0, 6, 25,
    60, 69, 65, 150, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
  ]
  static let svg =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"5\" height=\"4\" onload=\"top.document.title = 'taken'\">"
    + "<script>top.document.title = 'taken'</script><rect width=\"5\" height=\"4\"/></svg>"

  @Test(.enabled(if: ExportCommandTests.hasLibrary && ExportCommandTests.browser != nil))
  func browserShowsThemUnderThePolicyOfThePage() throws {
    let folder = TemporaryFolder()
    try Files.makeFolder(folder.file("notes"))
    try folder.write("notes/a.png", bytes: Self.png)
    try folder.write("notes/b.svg", Self.svg)
    try folder.write("notes/n.vnb", "# N\n\n![one](a.png) ![two](b.svg) ![three](c.png)\n")
    // Addresses start at the notebook, not at the working folder.
    let run = try CommandLineRun(
      ["export", "notes/n.vnb", "--to", "html", "-o", "-", "-q"], folder: folder.path)
    #expect(
      run.exitCode == 0 && run.stderr.contains("warning[V0763]") && run.stderr.contains("notes/n.vnb:3:"))
    #expect(run.stdout.contains("<span class=\"left-out\">three</span>"))
    // The policy on images stays; that on scripts is loosened to ask how large they came out.
    let policy = run.stdout.split(separator: "script-src 'sha256-", maxSplits: 1).map(String.init)
    #expect(policy.count == 2)
    let open = policy[0] + "script-src 'unsafe-inline" + policy[1].drop { $0 != "'" }
    let ask =
      "<script>onload = () => document.title += [...document.images].map(i => ` ${i.alt} ${i.naturalWidth}`)</script>"
    let page = open.split(separator: "</body>").joined(separator: ask + "</body>")
    let shown = try ExportCommandTests.shown(page, in: folder)
    #expect(shown.contains("<title>n.vnb one 3, two 5</title>"), "\(shown.suffix(400))")
  }
}
