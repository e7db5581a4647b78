import FoundationEssentials
import Support
import Testing

/// A record of MS MARCO v2, as another JSON reader sees it.
private struct Passage: Codable, Equatable {
  var pid: String
  var passage: String
  var spans: String
  var docid: String
}

extension Acceptance {
  /// The real records, from the gzip file and from copies with LF and with CRLF, come out letter by letter.
  @Test(arguments: ["gz", "\n", "\r\n"])
  func msmarcoRecordsComeOutExactly(_ form: String) throws {
    let folder = TemporaryFolder()
    let text = try Files.readText(Self.data("msmarco-v2-sample/docs.json"))
    let lines = text.split(whereSeparator: \.isNewline).map(String.init)
    let file =
      form == "gz"
      ? Self.data("msmarco-v2-sample/msmarco_passage_00.gz")
      : try folder.write("docs.jsonl", lines.joined(separator: form) + form)
    let output = try Self.run(
      """
      let passages = load "\(file)", into: "passage", key: "pid"
      passages | sort .pid
      """, on: folder.file("p.db"), format: "jsonl")
    let wanted = try lines.map(Self.passage).sorted { $0.pid.utf8.lexicographicallyPrecedes($1.pid.utf8) }
    let found = output.split(separator: "\n").map(String.init)
    #expect(try found.map(Self.passage) == wanted)
    #expect(wanted.count == 6)
    #expect(found.allSatisfy { $0.hasPrefix("{\"pid\":") || $0.hasPrefix("{\"pid\": ") })
  }

  private static func passage(_ line: String) throws -> Passage {
    try JSONDecoder().decode(Passage.self, from: Data(line.utf8))
  }
}
