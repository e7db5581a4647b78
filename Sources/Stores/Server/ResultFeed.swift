import CPostgres

/// The results of a statement whose rows are being read. When another statement comes in the middle, the rest is taken in first,
/// so that the connection is free for it.
final class ResultFeed {
  /// What is kept in memory at most.
  static let limit = 1 << 30

  private let library: vnb_pq
  private var kept: [OpaquePointer] = []
  private var next = 0
  private(set) var isDrained = false

  init(_ library: vnb_pq) { self.library = library }

  deinit {
    for result in kept[next...] { library.clear(result) }
  }

  /// Reads the rest from the connection.
  func drain(_ read: () throws -> OpaquePointer?) throws {
    var size = 0
    while let result = try read() {
      kept.append(result)
      size += ResultFeed.size(library, result)
      if size > ResultFeed.limit {
        throw StoreError.tooBig(what: "a result that is read while other statements run")
      }
    }
    isDrained = true
  }

  /// The next of those that were kept; the caller clears it.
  func take() -> OpaquePointer? {
    guard next < kept.count else { return nil }
    defer { next += 1 }
    return kept[next]
  }

  /// About the memory that one row takes.
  private static func size(_ library: vnb_pq, _ result: OpaquePointer) -> Int {
    guard library.ntuples(result) > 0 else { return 2048 }
    return (0..<max(library.nfields(result), 0)).reduce(2048) { $0 + Int(library.getlength(result, 0, $1)) }
  }
}
