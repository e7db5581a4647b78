/// Statements kept on the server, by text and parameter types. The one unused for longest goes when there are too many.
struct StatementCache {
  struct Key: Hashable {
    let sql: String
    let types: [UInt32]
  }

  struct Kept {
    let name: String
    let format: Int32
    var lastUse = 0
  }

  let limit: Int
  private var kept: [Key: Kept] = [:]
  private var uses = 0
  private var made = 0
  /// Names to take off the server when no transaction is open: in one, a failure would end it.
  private(set) var dropped: [String] = []

  init(limit: Int = 64) { self.limit = limit }

  var count: Int { kept.count }

  mutating func find(_ key: Key) -> Kept? {
    guard var found = kept[key] else { return nil }
    uses += 1
    found.lastUse = uses
    kept[key] = found
    return found
  }

  mutating func nextName() -> String {
    made += 1
    return "vnb_\(made)"
  }

  mutating func keep(_ key: Key, _ statement: Kept) {
    if kept.count >= limit, let oldest = kept.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      drop(oldest.key)
    }
    uses += 1
    var statement = statement
    statement.lastUse = uses
    kept[key] = statement
  }

  mutating func drop(_ key: Key) {
    if let statement = kept.removeValue(forKey: key) { dropped.append(statement.name) }
  }

  mutating func dropAll() {
    for key in Array(kept.keys) { drop(key) }
  }

  mutating func takeDropped() -> [String] {
    defer { dropped = [] }
    return dropped
  }
}
