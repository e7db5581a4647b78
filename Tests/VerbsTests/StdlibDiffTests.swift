import Support
import Testing

/// Silhouettes, the elbow and the difference of two versions, against values worked out on paper.
@Suite struct StdlibDiffTests {
  /// Places 1, 2, -3 against 9, 10.5; row 5 is not assigned. For row 1: a = (1 + 4) / 2, b = (8 + 9.5) / 2.
  @Test func silhouettesAreThoseOfTheDefinition() throws {
    let made = try StdlibClustersTests.clustering()
    let printed = try made.output(
      "for s in clusters.silhouettes(items, km) { print \"{s.row_key} {s.cluster_id} {s.silhouette:.6}\" }")
    #expect(printed == "1 0 0.714286\n2 0 0.612903\n3 0 0.647059\n4 1 0.833333\n6 1 0.857143")
    #expect(try made.output("print \"{clusters.silhouette(items, km):.6}\"") == "0.732945")
    #expect(try made.output("clusters.silhouettes(items, km, limit: 3) | count") == "3")
    #expect(try made.output("print clusters.silhouette((items | where .id < 4), km)") == "null")
  }

  @Test func aRowAloneInItsClusterHasSilhouetteZero() throws {
    let made = try HandMadeClustering(
      [.init(place: 0, cluster: 0), .init(place: 1, cluster: 1), .init(place: 2, cluster: 1)],
      centroids: [0, 1])
    #expect(
      try made.output("for s in clusters.silhouettes(items, km) { print \"{s.row_key} {s.silhouette}\" }")
        == "1 0.0\n2 0.0\n3 0.5")
  }

  /// Centroids 0, 10, 50 become 11, 1, -40: 0 and 1 are partners of 1 and 0, 50 has vanished, -40 is new.
  @Test func diffFindsPartnersAndRowsThatMoved() throws {
    let made = try StdlibClustersTests.clustering()
    var sql = "delete from item_v_clusters where cluster_version = 2;\n"
    for (key, cluster) in [(1, 1), (2, 1), (3, 2), (4, 0), (6, 1)] {
      sql += "insert into item_v_clusters values (\(key), 2, \(cluster));\n"
    }
    for (id, place) in [(0, Float(11)), (1, 1), (2, -40)] {
      let vector = HandMadeClustering.vector(place)
      sql += "update item_v_centroid set centroid = \(vector) where id = \(id) and version = 2;\n"
    }
    try made.folder.write("next.sql", sql)
    let printed = try made.output(
      """
      let next = items | kmeans .v, k: 3
      items | assign next;
      sql file: "next.sql";
      let d = clusters.diff(km, next)
      print d.rows, d.moved, d.vanished, d.new
      for p in d.kept { print p.before, p.after, p.drift }
      let same = clusters.diff(km, km)
      print same.rows, same.moved, same.vanished, same.new, len(same.kept)
      """)
    #expect(printed.hasSuffix("5 2 [2] [2]\n0 1 1.0\n1 0 1.0\n5 0 [] [] 3"), "\(printed)")
  }

  @Test func elbowIsOneLineAndKeepsNothing() throws {
    let made = try StdlibClustersTests.clustering()
    let printed = try made.output(
      "let e = items | clusters.elbow(.v, ks: [1, 2, 3])\nprint e.kind, len(e.data), e.data[0].x\nitems | clusterings .v | count"
    )
    #expect(printed.hasPrefix("plot 3 1.0") || printed.hasPrefix("line 3 1.0"))
    #expect(printed.hasSuffix("\n1"))
  }
}
