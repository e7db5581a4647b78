import Glibc
import Support
import Testing

/// A disk that fills up in the middle: nothing half-written stays, and the same command completes once there is room.
@Suite(.serialized, .enabled(if: FaultStoreTests.canMount, "no right to mount a file system"))
struct FaultDiskTests {
  static let rows = 30_000

  /// A small disk of its own at `disk` in the folder, gone with this object.
  private final class SmallDisk {
    let fault = FaultFolder()
    var path: String { fault.folder.file("disk") }

    init(_ size: String) throws {
      try Files.makeFolder(path)
      try fault.tool("mount", ["-t", "tmpfs", "-o", "size=\(size)", "tmpfs", path])
    }
    deinit { _ = try? CommandLineRun(["umount", path], program: "/usr/bin/env") }

    func grow(_ size: String) throws { try fault.tool("mount", ["-o", "remount,size=\(size)", path]) }

    func run(_ arguments: [String]) throws -> CommandLineRun {
      try CommandLineRun(arguments, folder: fault.folder.path)
    }

    func value(_ sql: String) throws -> String {
      let run = try self.run(["eval", "sql \"\(sql)\"", "--store", "disk/s.db", "--format", "csv"])
      #expect(run.exitCode == 0, "\(run.summary)")
      return run.stdout.split(separator: "\n").last.map(String.init) ?? ""
    }
  }

  private func expectFull(_ run: CommandLineRun) {
    #expect(run.exitCode == 1, "\(run.summary)")
    #expect(run.stderr.contains("no space left on the disk that holds `disk/s.db`"), "\(run.stderr)")
    #expect(run.stderr.contains("help: free some space, then run this again"), "\(run.stderr)")
  }

  @Test func aLoadOnAFullDiskIsFinishedLater() throws {
    let disk = try SmallDisk("1m")
    try disk.fault.folder.write("r.jsonl", FaultFolder.records(0..<Self.rows))
    let load = ["load", "r.jsonl", "-u", "disk/s.db", "-t", "t", "-k", "pid", "-b", "500"]
    expectFull(try disk.run(load))
    try disk.grow("40m")
    #expect(try disk.value("pragma integrity_check") == "ok")
    let again = try disk.run(load)
    #expect(again.exitCode == 0, "\(again.summary)")
    #expect(try disk.value("select count(*) from t") == "\(Self.rows)")
  }

  @Test func anEmbedOnAFullDiskIsFinishedLater() throws {
    let disk = try SmallDisk("8m")
    try disk.fault.folder.write("r.jsonl", FaultFolder.records(0..<12_000))
    let load = try disk.run(["load", "r.jsonl", "-u", "disk/s.db", "-t", "t", "-k", "pid"])
    #expect(load.exitCode == 0, "\(load.summary)")
    let embed = [
      "embed", "-u", "disk/s.db", "-t", "t", "-i", "passage", "-o", "v", "-m", "hash", "-b", "200",
    ]
    expectFull(try disk.run(embed))
    try disk.grow("100m")
    #expect(try disk.value("pragma integrity_check") == "ok")
    #expect(try disk.value("select count(*) from t") == "12000")
    let again = try disk.run(embed)
    #expect(again.exitCode == 0, "\(again.summary)")
    #expect(try disk.value("select count(*) from t where length(v) = 1536") == "12000")
    #expect(try disk.value("select count(*) from t where v is null or length(v) <> 1536") == "0")
  }

  /// Results that find no room are not kept; the run itself needs none there.
  @Test func aFullOrReadOnlyCacheEndsNothing() throws {
    let disk = try SmallDisk("256k")
    try disk.fault.folder.write("r.jsonl", FaultFolder.records(0..<2000))
    try disk.fault.folder.write(
      "a.vnb",
      "```vnb\nlet t = load \"r.jsonl\", into: \"t\", key: \"pid\"\nt | embed .passage, into: \"v\", model: \"hash\";\n"
        + "t | search \"row\", by: .v, limit: 2\n```\n")
    let plain = try disk.run(["run", "-q", "a.vnb"])
    func expectGoesOn(_ reason: String) throws {
      let run = try disk.run(["run", "-q", "a.vnb", "--cache-dir", "disk/c"])
      #expect(run.exitCode == 0 && run.stdout == plain.stdout, "\(run.summary)")
      let warnings = run.stderr.split(separator: "\n").filter { $0.hasPrefix("warning[V0673]: ") }
      #expect(warnings.count == 1 && warnings.first?.contains(reason) == true, "\(run.summary)")
      #expect(!Files.list("\(disk.path)/c").contains { $0.hasSuffix(".draft") })
    }
    try expectGoesOn("No space left on device")
    try disk.fault.tool("mount", ["-o", "remount,ro", disk.path])
    try expectGoesOn("Read-only file system")
  }
}
