import Support
import Testing

/// Rows 0.21 to 0.28 of the seeds: centroids.
@Suite struct SeedKMeansTests {
  static let column = SeedFolder.column

  /// 0.21, 0.23, 0.24, 0.25: the seed's line, its tables, versions that count up, and the seed in use.
  @Test func centroidsAreKeptAsVersions() throws {
    let seed = try SeedFolder().embedded()
    let run = try seed.run(
      "centroids", Self.column + ["-c", "3", "--algorithm", "kmeans", "-w", "2", "--progress"])
    for line in ["version    1\n", "k          3\n", "seed       42\n", "rows       6\n"] {
      #expect(run.stdout.contains(line), "\(run.summary)")
    }
    #expect(run.stderr.contains("kmeans: 1 of 100 rounds\n"), "no progress: \(run.summary)")
    try seed.run("kmeans", Self.column + ["-c", "2"])
    #expect(
      try seed.select("select version, id, length(centroid) from passage_passage_vector_centroid")
        == ["1,0,1536", "1,1,1536", "1,2,1536", "2,0,1536", "2,1,1536"])
    #expect(
      try seed.select(
        "select name, type, pk from pragma_table_info('passage_passage_vector_centroid') order by cid")
        == ["version,INTEGER,1", "id,INTEGER,2", "centroid,VECTOR(384),0"])
    #expect(
      try seed.select("select name, value from vnb_sequences") == ["passage_passage_vector_centroid_seq,2"])
    #expect(try seed.select("select seed, k from vnb_clusterings order by version") == ["42,3", "42,2"])
  }

  /// 0.22: the first rows in key order with `-n`; what is no vector is named by its row.
  @Test func rowsComeInKeyOrderAndBadOnesAreNamed() throws {
    let seed = try SeedFolder().embedded()
    let run = try seed.run("kmeans", Self.column + ["-c", "2", "-b", "2", "-n", "1", "--format", "json"])
    #expect(run.stdout.contains(#""rows":2"#) && run.stdout.contains(#""sizes":[1,1]"#), "\(run.summary)")
    let before = try seed.select("select count(*) from passage_passage_vector_centroid")
    for (bytes, words) in [
      ("zeroblob(1536)", "row c1 of table `passage`: `passage_vector` has length zero"),
      (
        "cast(x'0000c07f' || zeroblob(1532) as blob)", "row c1 of table `passage`: `passage_vector` has a NaN"
      ),
      ("x'00'", "row c1 of table `passage`: `passage_vector` holds 1 byte"),
    ] {
      _ = try seed.lines("sql \"update passage set passage_vector = \(bytes) where pid = 'c1'\"")
      let refused = try seed.run("kmeans", Self.column + ["-c", "2"], code: 1)
      #expect(refused.stderr.contains(words), "\(refused.summary)")
    }
    #expect(try seed.select("select count(*) from passage_passage_vector_centroid") == before)
  }

  /// 0.23: fewer rows than clusters, or fewer distinct ones, is an error and makes nothing.
  @Test func tooFewRowsAreRefused() throws {
    let seed = try SeedFolder().embedded()
    let many = try seed.run("kmeans", Self.column, code: 1)
    #expect(many.stderr.contains("`k` is 8, but there are only 6 vectors"), "\(many.summary)")
    _ = try seed.lines(
      "sql \"update passage set passage_vector = (select passage_vector from passage where pid = 'a1')\"")
    let same = try seed.run("kmeans", Self.column + ["-c", "2"], code: 1)
    #expect(same.stderr.contains("only 1 distinct vector"), "\(same.summary)")
    #expect(try seed.select("select count(*) from sqlite_master where name like '%centroid%'") == ["0"])
  }

  /// 0.26: a refined clustering is a new version, or rewrites the latest; k must agree, and is its own by default.
  @Test func incrementRefinesTheLatest() throws {
    let seed = try SeedFolder().embedded()
    let none = try seed.run("kmeans", Self.column + ["--increment"], code: 1)
    #expect(none.stderr.contains("has no centroids yet"), "\(none.summary)")
    try seed.run("kmeans", Self.column + ["-c", "3"])
    let first = try seed.select(
      "select id, hex(centroid) from passage_passage_vector_centroid where version = 1")
    let other = try seed.run("kmeans", Self.column + ["--increment", "-c", "2"], code: 1)
    #expect(other.stderr.contains("version 1 has 3 centroids"), "\(other.summary)")
    #expect(
      try seed.run("kmeans", Self.column + ["--increment"]).stdout.contains("version    2\nk          3\n"))
    #expect(
      try seed.select("select id, hex(centroid) from passage_passage_vector_centroid where version = 1")
        == first)
    _ = try seed.lines("sql \"update passage set passage_vector = null where pid in ('a1', 'b1')\"")
    let second = "select id, hex(centroid) from passage_passage_vector_centroid where version = 2"
    let before = try seed.select(second)
    let inPlace = try seed.run("kmeans", Self.column + ["--increment", "--in-place", "-c", "3"])
    #expect(inPlace.stdout.contains("version    2\n"), "\(inPlace.summary)")
    #expect(try seed.select(second) != before)
    #expect(try seed.select("select max(version) from passage_passage_vector_centroid") == ["2"])
  }

  /// 0.28: a dry run shows the statements and changes no byte.
  @Test func dryRunWritesNothing() throws {
    let seed = try SeedFolder().embedded()
    for _ in 0..<2 {
      let before = try seed.bytes
      let run = try seed.run("kmeans", Self.column + ["-c", "3", "-d"])
      #expect(
        run.stdout.contains(
          #"CREATE TABLE IF NOT EXISTS "passage_passage_vector_centroid" ("version" INTEGER"#))
      #expect(run.stdout.contains(#"PRIMARY KEY ("version", "id"));"#), "\(run.summary)")
      #expect(run.stdout.contains("version    null\n"))
      #expect(try seed.bytes == before)
      // Once more with the tables there.
      try seed.run("kmeans", Self.column + ["-c", "2"])
    }
  }

  /// 0.27: labels and no centroids, which is said; the seed's `-c` means nothing here.
  @Test func dbscanStoresLabelsAndNoCentroids() throws {
    let seed = try SeedFolder().embedded()
    let run = try seed.run(
      "centroids", Self.column + ["-a", "dbscan", "-c", "16", "--eps", "9", "--min-samples", "2"])
    #expect(run.stdout.contains("dbscan\n") && run.stdout.contains("[6]"), "\(run.summary)")
    #expect(run.stderr.contains("no centroids are stored"), "\(run.summary)")
    try seed.run("dbscan", Self.column + ["--eps", "0.001"])
    try seed.run("hdbscan", Self.column + ["--min-cluster-size", "2", "--means"])
    #expect(
      try seed.select(
        "select cluster_version, min(cluster_id), max(cluster_id) from passage_passage_vector_density_clusters "
          + "where cluster_version < 3 group by 1") == ["1,0,0", "2,-1,-1"])
    #expect(try seed.select("select distinct version from passage_passage_vector_centroid") == ["3"])
    let refused = try seed.run("centroids", Self.column + ["-a", "dbscan", "--increment"], code: 2)
    #expect(refused.stderr.contains("mutually exclusive"), "\(refused.summary)")
  }
}
