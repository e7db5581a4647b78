import Support
import Testing

/// Rows 0.29 to 0.34 of the seeds: clusters of rows.
@Suite struct SeedAssignTests {
  static let column = SeedFolder.column
  static let clusters = "passage_passage_vector_clusters"

  /// 0.29, 0.30, 0.33: the seed's line; rows without an assignment for the latest version; again is harmless.
  @Test func rowsGetTheirLatestCluster() throws {
    let seed = try SeedFolder().clustered()
    let run = try seed.run("clusters", Self.column + ["-b", "5000", "--workers", "4", "--progress"])
    #expect(run.stdout.contains("assigned  6\nexisting  0\n") && run.stderr.contains("assign: 6 of 6 rows\n"))
    #expect(try seed.run("assign", Self.column).stdout.contains("assigned  0\nexisting  6\n"))
    #expect(try seed.select("select pid from \(Self.clusters)") == ["a1", "a2", "b1", "b2", "c1", "c3"])
    try seed.run("kmeans", Self.column + ["-c", "2"])
    #expect(try seed.run("assign", Self.column + ["-b", "2", "-n", "2"]).stdout.contains("assigned  4\n"))
    #expect(
      try seed.select("select pid from \(Self.clusters) where cluster_version = 2") == [
        "a1", "a2", "b1", "b2",
      ])
    #expect(
      try seed.run("assign", Self.column + ["--version", "1"]).stdout.contains("assigned  0\nexisting  6\n"))
    #expect(try seed.run("assign", Self.column).stdout.contains("assigned  2\nexisting  4\n"))
  }

  /// 0.31: the nearest centroid by the store's own distance, ties to the lower id.
  @Test func theNearestIsTaken() throws {
    let seed = try SeedFolder().clustered()
    try seed.run("assign", Self.column)
    let sql = """
      select p.pid, c.id, min(vnb_distance_cosine(p.passage_vector, c.centroid)) as near from passage p \
      join passage_passage_vector_centroid c on c.version = 1 and p.passage_vector is not null \
      group by 1 order by 1
      """
    #expect(
      try seed.select("select pid, id from (\(sql))")
        == seed.select("select pid, cluster_id from \(Self.clusters) order by 1"))
    _ = try seed.lines(
      "sql \"update passage_passage_vector_centroid set centroid = (select passage_vector from passage where pid = 'a1'); delete from \(Self.clusters)\""
    )
    try seed.run("assign", Self.column)
    #expect(try seed.select("select distinct cluster_id from \(Self.clusters)") == ["0"])
  }

  /// 0.32, 0.34: keys, foreign keys and the helper indexes, also shown by a dry run that writes nothing.
  @Test func tablesAndIndexesAreTheSeeds() throws {
    let seed = try SeedFolder().clustered()
    let before = try seed.bytes
    let plan = try seed.run("assign", Self.column + ["-d"]).stdout
    for name in [Self.clusters, "passage_passage_vector_not_null_idx", "passage_clusters_pid_version_idx"] {
      #expect(plan.contains("EXISTS \"\(name)\""), "\(plan)")
    }
    #expect(try seed.bytes == before)
    try seed.run("assign", Self.column)
    #expect(
      try seed.select("select name, type, pk from pragma_table_info('\(Self.clusters)') order by cid")
        == ["pid,TEXT,1", "cluster_version,INTEGER,2", "cluster_id,INTEGER,3"])
    #expect(
      try seed.select(
        "select \"table\", \"from\", \"to\" from pragma_foreign_key_list('\(Self.clusters)') order by 1, 2")
        == [
          "passage,pid,pid", "passage_passage_vector_centroid,cluster_id,id",
          "passage_passage_vector_centroid,cluster_version,version",
        ])
    #expect(
      try seed.select(
        "select name, sql like '%WHERE \"passage_vector\" IS NOT NULL' as part from sqlite_master where type = 'index' and name like '%idx' order by 1"
      )
        == ["passage_clusters_pid_version_idx,false", "passage_passage_vector_not_null_idx,true"])
  }

  /// 0.30: no centroids is an error, not silence; so is a version that is not there.
  @Test func nothingToAssignToIsAnError() throws {
    let seed = try SeedFolder().embedded()
    let none = try seed.run("assign", Self.column, code: 1)
    #expect(none.stderr.contains("has no centroids yet") && none.stderr.contains("run `kmeans` first"))
    try seed.run("kmeans", Self.column + ["-c", "2"])
    let ninth = try seed.run("assign", Self.column + ["--version", "9"], code: 1)
    #expect(
      ninth.stderr.contains("no clustering with version 9") && ninth.stderr.contains("latest version is 1"))
    #expect(try seed.select("select count(*) from sqlite_master where name = '\(Self.clusters)'") == ["0"])
  }

  /// The verb takes a clustering, or the column and a version.
  @Test func theVerbTakesAColumnOrAClustering() throws {
    let seed = try SeedFolder().clustered()
    let table = "let t = table \"passage\"; "
    #expect(try seed.lines(table + "(t | assign .passage_vector).version") == [])
    let run = try CommandLineRun([
      "eval", table + "let r = t | assign \"passage_vector\", version: 1; r.existing", "--store", seed.store,
    ])
    #expect(run.stdout == "6\n", "\(run.summary)")
    let both = try CommandLineRun(
      [
        "eval", table + "let km = t | clustering .passage_vector; t | assign km, version: 1", "--store",
        seed.store,
      ])
    #expect(
      both.exitCode == 1 && both.stderr.contains("a clustering has its version already"), "\(both.summary)")
  }
}
