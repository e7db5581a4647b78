/// From what was found to what will be done.
extension ServerDoctor {
  func conclude() {
    guard report.isUsable else { return }
    let uses: [(String, String)] = [
      ("rows in", rowsIn), ("rows out", "binary results, in pages by key"),
      (
        "snapshots",
        found.isCockroach
          ? "AS OF SYSTEM TIME, one moment for a whole pass"
          : "REPEATABLE READ READ ONLY, one for a whole pass"
      ),
      ("search", "`<->`, `<=>`, `<#>` on the server, its candidates compared again here"),
      (
        "assign",
        found.isCockroach
          ? "vectors fetched, compared here"
          : "on the server for few clusters, fetched and compared here for many"
      ),
      (
        "indexes",
        found.makesExtension
          ? "by pgvector, once it is there"
          : found.indexKinds.isEmpty ? "none" : found.indexKinds.joined(separator: ", ")
      ),
      (
        "retries",
        found.isCockroach
          ? "whole transactions, after 40001 and lost connections"
          : "whole transactions, after 40001, deadlocks and lost connections"
      ),
      ("workers", found.claims ? "any number, by FOR UPDATE SKIP LOCKED" : "one at a time"),
    ]
    report.uses = uses.map { "\($0.0): \($0.1)" }
  }

  private var rowsIn: String {
    if found.isCockroach {
      return
        "INSERT of many rows\(found.cockroachVersion.lexicographicallyPrecedes([25, 3]) ? ", vectors as text" : "")"
    }
    return found.copiesBinary ? "COPY binary" : "INSERT of many rows"
  }
}
