import Support
import Testing

extension Acceptance {
  /// STS benchmark, test split: published 0.82032 (MTEB), the same from sentence-transformers 6.2.0.
  @Test func semanticSimilarityIsThePublishedOne() throws {
    let folder = TemporaryFolder()
    let output = try Self.run(
      """
      let pairs = load "\(Self.data("stsbenchmark/test.tsv"))", into: "pair"
      pairs | embed .sentence1, into: "first";
      pairs | embed .sentence2, into: "second";
      pairs | select .score, similarity: 1 - distance(.first, .second, "cosine")
      """, on: folder.file("sts.db"))
    let rows = Self.rows(output)
    #expect(rows.count == 1379)
    let scores = try rows.map { try Self.number($0[0]) }
    let similarities = try rows.map { try Self.number($0[1]) }
    expect("Spearman", Measures.spearman(scores, similarities), near: 0.82032, within: 0.000005)
  }
}
