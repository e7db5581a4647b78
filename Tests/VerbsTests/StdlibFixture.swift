import Support

/// A clustering made by hand: what `use clusters` says of it can be worked out on paper.
struct HandMadeClustering {
  struct Row {
    /// The row's vector is `[place, 0]`, the metric l2.
    var place: Float
    /// Not assigned when nil.
    var cluster: Int?
    /// SQL: `'x'`, `3`, `null`.
    var label = "null"
    var text: String?
  }

  let folder = TemporaryFolder()
  let session: TestSession

  /// Makes table `item` with keys 1, 2, …, centroids `[place, 0]`, and the variables `items` and `km`.
  init(_ rows: [Row], centroids: [Float], key: String = "id", label: String = "label") throws {
    session = TestSession(folder: folder.path)
    let name = { (text: String) in "\"\(text.replacing("\"", with: "\"\""))\"" }
    var sql =
      "create table item (\(name(key)) integer primary key, \(name(label)), body text, v vector(2));\n"
    var assigned = "delete from item_v_clusters;\n"
    for (at, row) in rows.enumerated() {
      let text = row.text.map { "'\($0)'" } ?? "null"
      sql += "insert into item values (\(at + 1), \(row.label), \(text), \(Self.vector(row.place)));\n"
      if let cluster = row.cluster {
        assigned += "insert into item_v_clusters values (\(at + 1), 1, \(cluster));\n"
      }
    }
    for (id, place) in centroids.enumerated() {
      assigned += "update item_v_centroid set centroid = \(Self.vector(place)) where id = \(id);\n"
    }
    try folder.write("rows.sql", sql)
    try folder.write("assigned.sql", assigned)
    _ = try session.output(
      """
      use clusters
      sql file: "rows.sql"
      let items = table "item"
      let km = items | kmeans .v, k: \(centroids.count)
      items | assign km
      sql file: "assigned.sql"
      """)
  }

  func output(_ program: String) throws -> String { try session.output(program).trimmedLines }

  /// `[place, 0]` as a BLOB of two little-endian float32.
  static func vector(_ place: Float) -> String {
    let digits = String(place.bitPattern.byteSwapped, radix: 16)
    return "x'" + String(repeating: "0", count: 8 - digits.count) + digits + "00000000'"
  }
}
