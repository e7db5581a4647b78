import Support
import Testing

extension Acceptance {
  @Test func searchOverCranfieldFindsWhatTheReferenceFinds() throws {
    let run = try Self.retrieval("cranfield", limit: 1398)
    expect("nDCG@10", run.nDCGAt10, near: 0.39532, within: 0.0001)
    expect("recall@100", run.recallAt100, near: 0.77580, within: 0.0001)
    expect("MAP", run.map, near: 0.32318, within: 0.0001)
  }

  @Test func searchOverXQuADFindsWhatTheReferenceFinds() throws {
    let run = try Self.retrieval("xquad-en", limit: 100)
    expect("nDCG@10", run.nDCGAt10, near: 0.94333, within: 0.0001)
    expect("recall@100", run.recallAt100, near: 1, within: 0)
  }

  /// Embeds documents and queries of a set and searches for every query.
  private static func retrieval(_ set: String, limit: Int) throws -> RetrievalRun {
    let folder = TemporaryFolder()
    let output = try run(
      """
      let docs = load "\(data("\(set)/passages.ndjson.gz"))", into: "doc", key: "pid"
      let queries = load "\(data("\(set)/queries.tsv"))", into: "query", key: "query-id"
      docs | embed .passage, into: "vector";
      queries | embed .text, into: "vector";
      for query in (queries | select id: column("query-id"), .vector | collect) {
        print "query {query.id}"
        docs | search query.vector, by: .vector, limit: \(limit) | select .pid
      }
      """, on: folder.file("\(set).db"))
    var result = RetrievalRun(found: [:], relevant: [:])
    var query = ""
    for line in output.split(separator: "\n") where line != "pid" {
      if line.hasPrefix("query ") {
        query = String(line.dropFirst("query ".count))
      } else {
        result.found[query, default: []].append(String(line))
      }
    }
    for line in try Files.readText(data("\(set)/qrels.tsv")).split(separator: "\n").dropFirst() {
      let fields = line.split(separator: "\t").map(String.init)
      if fields.count == 3, fields[2] != "0" { result.relevant[fields[0], default: []].insert(fields[1]) }
    }
    return result
  }
}
