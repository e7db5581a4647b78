import Language
import Rendering
import Testing

@Suite struct HelpTests {
  private let kmeans = Signature(
    "kmeans", "Groups vectors around k centroids", category: "vectors",
    details: "Mini-batch for large inputs, Lloyd for small ones. Empty clusters are seeded again by rule.",
    parameters: [
      Parameter("rows", .table, "rows with vectors"),
      Parameter("column", .column, "the vector column"),
      Parameter("k", .int, "number of clusters, 1 to 65,536", kind: .option(defaultText: "8", .int(8))),
      Parameter(
        "start", .string, "how the first centroids are chosen, from the stream of the seed",
        kind: .option(defaultText: "\"++\"", .string("++")), choices: ["++", "random"]),
    ],
    returns: .handle("clustering"),
    examples: [Example("docs | kmeans .v, k: 4", output: "k  4\n", note: "four clusters")],
    searchTerms: ["cluster", "centroid"])

  @Test func pageIsMadeFromTheSignature() {
    #expect(
      renderHelp(kmeans, width: 60) == """
        kmeans: Groups vectors around k centroids

          rows | kmeans column, k: 8, start: "++"

        Mini-batch for large inputs, Lloyd for small ones. Empty
        clusters are seeded again by rule.

        parameters
          rows: table     rows with vectors
          column: column  the vector column
          k: int          number of clusters, 1 to 65,536; default 8
          start: string   how the first centroids are chosen, from
                          the stream of the seed; one of ++, random;
                          default "++"

        examples
          # four clusters
          docs | kmeans .v, k: 4
            k  4

        """)
    #expect(
      signatureLine(kmeans)
        == "fn kmeans(rows: table, column: column, k: int = 8, start: string = \"++\") -> clustering")
  }

  @Test func searchRanksNamesFirst() {
    let assign = Signature("assign", "Gives every row its cluster", category: "vectors")
    let cluster = Signature("cluster", "Shows one", category: "vectors")
    let all = [assign, kmeans, cluster]
    #expect(search(all, for: "cluster").map(\.name) == ["cluster", "kmeans", "assign"])
    #expect(search(all, for: "cluster centroids").map(\.name) == ["kmeans"])
    #expect(search(all, for: "").isEmpty)
    #expect(
      renderSearch([assign, kmeans], for: "x", width: 30)
        == "assign  Gives every row its c…\nkmeans  Groups vectors around…\n")
    #expect(renderSearch([], for: "x\u{1B}") == "nothing is named or described by \"x\\u{1B}\"\n")
  }
}
