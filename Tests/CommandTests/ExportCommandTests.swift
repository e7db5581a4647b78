import Glibc
import Support
import Testing

/// `vnb export` as a person runs it.
@Suite struct ExportCommandTests {
  /// Every kind of output, hostile prose and values, an error, a skipped cell, another alphabet.
  static let notebook = #"""
    ---
    vnb: 1
    title: Small <things> & "others"
    seed: 7
    width: 60
    ---
    # Small things

    *Prose* with a [link](https://example.com/?a=1&b=2), <script>alert(1)</script>
    [a bad one](javascript:alert(2)), an ![image](https://example.com/t.png) and 表.

    ```vnb params
    param k: int = 3  ## how many
    param word: string = "none"
    ```

    ## Tables

    ```vnb name=pets
    let pets = [{name: "<img src=x onerror=alert(3)>", age: null, w: 4.1234567891}, {name: "\"Bo\" & '表'", age: 12, w: 0.5}]
    pets | where .w > 0
    print "</pre><script>alert(4)</script> k={k} {word}"
    [1, 2, k]
    {a: 1, b: "x"}
    pets | where .w > 100
    pets | bar .name, .w
    ```

    ## Errors

    ```vnb expect=error
    # </code></pre><b>
    pets | where .nmae == "x"
    ```

    ```vnb skip
    never()
    ```

    ```vnb
    let quiet = 1
    ```

    """#

  static let hasLibrary = FileList.libraries.contains { Files.exists("\($0)/libcmark.so.0.30.2") }
  static let nbformat: String? = {
    let home = environment("XDG_DATA_HOME") ?? environment("HOME").map { "\($0)/.local/share" }
    let folder = environment("VNB_TEST_NBFORMAT") ?? home.map { "\($0)/vnb/test-nbformat-5.10.4" }
    return folder.flatMap { Files.exists("\($0)/nbformat/v4/nbformat.v4.5.schema.json") ? $0 : nil }
  }()

  static let browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].first {
    Files.exists($0)
  }

  private func export(_ arguments: [String], in folder: TemporaryFolder, environment: [String: String?] = [:])
    throws
    -> CommandLineRun
  {
    try folder.write("a.vnb", Self.notebook)
    return try CommandLineRun(
      ["export", "a.vnb", "-q"] + arguments, environment: environment, folder: folder.path)
  }

  @Test(arguments: ["html", "md", "ipynb", "json", "script"])
  func smallNotebookIsAsItsGolden(_ format: String) throws {
    guard format != "html" || Self.hasLibrary else { return }
    let run = try export(["--to", format, "-o", "-", "k=4"], in: TemporaryFolder())
    #expect(run.exitCode == 0 && run.stderr.isEmpty, "\(run.summary)")
    // The look of a page is not what is held here: the golden begins with its body.
    let text = run.stdout
    let body = text.split(separator: "<body>").last.map(String.init) ?? text
    let upTo = format == "html" ? body.split(separator: "<script>(()").first.map(String.init) ?? body : text
    try expectGolden(upTo, "export/small.\(format)")
  }

  @Test(arguments: ["html", "md", "ipynb", "json", "script"])
  func sameBytesEveryTimeAndEverywhere(_ format: String) throws {
    guard format != "html" || Self.hasLibrary else { return }
    let first = try export(["--to", format, "-o", "-"], in: TemporaryFolder())
    let settings: [String: String?] = [
      "LC_ALL": "tr_TR.UTF-8", "COLUMNS": "30", "TERM": "xterm", "TZ": "Asia/Tokyo",
    ]
    let other = try export(
      ["--to", format, "-o", "-", "-w", "1"], in: TemporaryFolder(), environment: settings)
    #expect(first.exitCode == 0 && first.stdoutBytes == other.stdoutBytes)
  }

  @Test(.enabled(if: hasLibrary)) func pageAsksForNothingOutsideAndRunsNothingForeign() throws {
    let page = try export(["--to", "html", "-o", "-"], in: TemporaryFolder()).stdout
    #expect(page.contains("default-src 'none'") && page.contains("script-src 'sha256-"))
    // One script, no image, no style sheet or frame from elsewhere, no handler; links only where the prose has them.
    #expect(page.split(separator: "<script", omittingEmptySubsequences: false).count == 2)
    for tag in [
      "<img", "<link", "<iframe", "<object", "<embed", "@import", "url(", "<base", "<form",
    ] {
      #expect(!page.contains(tag), "\(tag)")
    }
    let inside = page.split(separator: "<").map(String.init)
    for tag in inside.map({ $0.prefix { $0 != ">" } }) {
      #expect(!tag.contains(" on") && !tag.contains(" src="), "\(tag)")
    }
    let outside = page.split(separator: "href=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(
      outside.filter { !$0.hasPrefix("#") } == [
        "https://example.com/?a=1&amp;b=2", "https://example.com/t.png",
      ])
  }

  /// What a browser makes of a page once its scripts have run.
  static func shown(_ page: String, in folder: TemporaryFolder) throws -> String {
    let file = try folder.write("page.html", page)
    let flags = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
      "--user-data-dir=\(folder.file("browser"))", "--dump-dom", "file://\(file)",
    ]
    let run = try CommandLineRun(flags, program: try #require(browser), limit: 60)
    #expect(run.exitCode == 0, "\(run.summary)")
    return run.stdout
  }

  @Test(.enabled(if: hasLibrary && browser != nil)) func browserSortsTablesAndRunsNothingElse() throws {
    let folder = TemporaryFolder()
    try folder.write(
      "b.vnb",
      "<script>document.title = 'taken'</script>\n\n```vnb\n"
        + "[{t: \"b\", n: 10}, {t: \"c\", n: null}, {t: \"a\", n: 9}, {t: \"<img src=x onerror=alert(1)>\", n: 2.5}]\n```\n"
    )
    let page = try CommandLineRun(
      ["export", "b.vnb", "--to", "html", "-o", "-", "-q"], folder: folder.path
    ).stdout
    let whole = try Self.shown(page, in: folder)
    // The page's own script ran under the page's own policy, and nothing became a tag.
    #expect(
      whole.contains("class=\"sorts\"") && whole.contains("<title>b.vnb</title>") && !whole.contains("<img"))
    // To press a button a script is needed that the policy would not let in.
    let start = page.split(separator: "<meta http-equiv", maxSplits: 1).map(String.init)
    let open = start[0] + "<meta name=\"was" + (start.last ?? "").drop { $0 != "\"" }
    for (presses, wanted) in [
      (0, "10 null 9 2.5"), (1, "2.5 9 10 null"), (2, "10 9 2.5 null"), (3, "10 null 9 2.5"),
    ] {
      let press =
        "<script>for (let i = 0; i < \(presses); i++) document.querySelectorAll('th button')[1].click();"
        + "document.title = [...document.querySelectorAll('tbody tr')].map(r => r.cells[1].textContent).join(' ')</script>"
      let text = try Self.shown(
        open.split(separator: "</body>").joined(separator: press + "</body>"), in: folder)
      #expect(text.contains("<title>\(wanted)</title>"), "\(presses) presses")
    }
  }

  @Test(.enabled(if: nbformat != nil)) func jupyterNotebookIsValid() throws {
    let folder = TemporaryFolder()
    #expect(try export(["--to", "ipynb"], in: folder).exitCode == 0)
    let judge = """
      import json, nbformat
      nbformat.validate(json.load(open("a.ipynb")), relax_add_props=False)
      kinds = [o.output_type for c in nbformat.read("a.ipynb", as_version=4).cells for o in c.get("outputs", [])]
      print(kinds)
      """
    let run = try CommandLineRun(
      ["python3", "-c", judge], program: "/usr/bin/env",
      environment: ["PYTHONPATH": Self.nbformat, "PYTHONDONTWRITEBYTECODE": "1"], folder: folder.path)
    #expect(run.exitCode == 0, "\(run.summary)")
    #expect(
      run.stdout
        == "['display_data', 'stream', 'display_data', 'display_data', 'display_data', 'display_data', 'error']\n"
    )
  }

  @Test func scriptRunsAndPrintsWhatTheNotebookPrints() throws {
    let folder = TemporaryFolder()
    let script = try export(["--to", "script", "k=5", "word=a \"b\" {c}"], in: folder)
    #expect(script.exitCode == 0)
    let run = try CommandLineRun([], input: script.stdout)
    #expect(run.exitCode == 0 && run.stdout.contains("k=5 a \"b\" {c}\n[1, 2, 5]\n"), "\(run.summary)")
    let wrong = try export(["--to", "script", "k=x"], in: folder)
    #expect(wrong.exitCode == 2 && wrong.stdout.isEmpty, "\(wrong.summary)")
  }

  @Test func pageAndJupyterNotebookGoBesideTheNotebook() throws {
    let folder = TemporaryFolder()
    try folder.write("a.ipynb", "old")
    let run = try CommandLineRun(["export", folder.write("a.vnb", "text\n"), "--to", "ipynb"])
    #expect(run.exitCode == 0 && run.stdout.isEmpty && run.stderr.contains("wrote \(folder.path)/a.ipynb"))
    #expect(try Files.readText(folder.file("a.ipynb")).contains("\"nbformat_minor\": 5"))
    #expect(Files.list(folder.path).sorted() == ["a.ipynb", "a.vnb"])
  }

  @Test func failedRunLeavesTheOldFile() throws {
    let folder = TemporaryFolder()
    try folder.write("b.vnb", "```vnb\nprint 1\n```\n\n```vnb\n1 / 0\n```\n")
    try folder.write("out.md", "old")
    let run = try CommandLineRun(["export", "b.vnb", "--to", "md", "-o", "out.md"], folder: folder.path)
    #expect(run.exitCode == 1 && run.stdout.isEmpty && run.stderr.contains("out.md is not written"))
    #expect(try Files.readText(folder.file("out.md")) == "old")
    #expect(Files.list(folder.path).sorted() == ["b.vnb", "out.md"])
  }

  @Test func placeThatCannotBeWrittenLeavesTheOldFile() throws {
    let folder = TemporaryFolder()
    try Files.makeFolder(folder.file("taken"))
    for place in ["taken", "no/such/folder/x.md"] {
      let run = try export(["--to", "md", "-o", place], in: folder)
      #expect(run.exitCode == 1 && run.stderr.contains("cannot write \(place)"), "\(run.summary)")
    }
    #expect(
      Files.list(folder.path).sorted() == ["a.vnb", "taken"] && Files.list(folder.file("taken")).isEmpty)
    let itself = try export(["--to", "md", "-o", "./a.vnb"], in: folder)
    #expect(itself.exitCode == 2 && itself.stderr.contains("V0760"))
    #expect(try Files.readText(folder.file("a.vnb")) == Self.notebook)
  }

  @Test func recordedOutputsNeedNoRun() throws {
    let folder = TemporaryFolder()
    try folder.write(
      "b.vnb",
      "```vnb name=x\nno_such_verb()\n```\n```out 00000000\nheld <b>\n```\n```err\nerror[V0201]: x\n```\n")
    let run = try CommandLineRun(["export", "b.vnb", "--to", "json", "--no-run"], folder: folder.path)
    #expect(run.exitCode == 0 && run.stdout.contains("\"text\": \"held <b>\\n\""), "\(run.summary)")
    #expect(
      run.stdout.contains("\"code\": \"V0201\"")
        && run.stderr.contains("outputs of x are of an earlier program"))
  }

  @Test func passwordsAreMasked() throws {
    let folder = TemporaryFolder()
    let url = "postgresql://ann:se:cret@nowhere.invalid/db"
    try folder.write(
      "b.vnb", "---\nstore: \(url)\n---\nSee \(url)\n\n```vnb\nopen \"\(url)\"\n```\n```out\n\(url)\n```\n")
    for format in ["html", "md", "ipynb", "json", "script"] where format != "html" || Self.hasLibrary {
      let run = try CommandLineRun(
        ["export", "b.vnb", "--to", format, "--no-run", "-o", "-"], folder: folder.path)
      #expect(
        run.exitCode == 0 && !run.stdout.contains("cret") && run.stdout.contains("ann:***"), "\(run.summary)")
      #expect(run.stderr.contains("holds a password") && !run.stderr.contains("cret"))
    }
  }

  @Test(.enabled(if: hasLibrary)) func pageNamesTheInputsOfItsRun() throws {
    let folder = TemporaryFolder()
    try folder.write("d<1>.jsonl", "{\"id\": 1}\n{\"id\": 2}\n")
    try folder.write("b.vnb", "```vnb\nload \"d<1>.jsonl\", into: \"t\", key: \"id\"\n```\n")
    let run = try CommandLineRun(["export", "b.vnb", "--to", "html", "-o", "-", "-q"], folder: folder.path)
    #expect(run.stdout.contains("data <b>d&lt;1&gt;.jsonl</b>, 2 rows, <code>sha256:"), "\(run.summary)")
  }

  @Test func wrongUseIsTold() throws {
    let folder = TemporaryFolder()
    for (arguments, words) in [
      (["--to", "htm"], "did you mean `html`?"),
      (["--to", "pdf"], "must be one of html, md, ipynb, json, script"),
      ([], "`export` needs `--to`"), (["--to", "md", "--no-run", "k=1"], "mutually exclusive"),
      (["--to", "md", "--no-run", "-u", "a.db"], "mutually exclusive"),
      (["--to", "md", "kk=1"], "no parameter `kk`"),
    ] {
      let run = try export(arguments, in: folder)
      #expect(run.exitCode == 2 && run.stdout.isEmpty && run.stderr.contains(words), "\(run.summary)")
    }
    let none = try CommandLineRun(["export", "no.vnb", "--to", "md"], folder: folder.path)
    #expect(none.exitCode == 2 && none.stderr.contains("cannot read no.vnb"))
  }

  @Test(.enabled(if: hasLibrary)) func manyRowsAndCellsStayBounded() throws {
    let folder = TemporaryFolder()
    let rows =
      "with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000) select i, 'row ' || i as t from n"
    try folder.write("b.vnb", "```vnb\nsql \"\(rows)\"\n```\n")
    for format in ["html", "md", "ipynb", "json"] {
      let run = try CommandLineRun(["export", "b.vnb", "--to", format, "-o", "-", "-q"], folder: folder.path)
      #expect(run.exitCode == 0 && run.stdout.contains("row 1000") && !run.stdout.contains("row 1001"))
      #expect(run.stdoutBytes.count < 400_000, "\(format): \(run.stdoutBytes.count)")
      #expect(run.stdout.contains(format == "json" ? "\"complete\": false" : "1,000 rows shown, more follow"))
    }
    let cells = (1...10_000).map { "Cell \($0)\n\n```vnb\nprint \($0)\n```\n" }.joined()
    try folder.write("c.vnb", cells)
    let run = try CommandLineRun(["export", "c.vnb", "--to", "html", "-q"], folder: folder.path)
    #expect(run.exitCode == 0 && run.seconds < 30, "\(run.seconds) s \(run.stderr)")
  }
}

private enum FileList {
  static let libraries = [
    "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib", "/usr/local/lib",
  ]
}
