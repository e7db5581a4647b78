extension HNSWIndex {
  /// The vectors themselves, removed ones included, in the order in which they were given.
  public var vectors: VectorRows { rows }

  /// Whether a row was removed: it takes room, and no search finds it. `row` is one of 0 ..< ``rowCount``.
  public func isRemoved(_ row: Int) -> Bool { graph.isRemoved(UInt32(truncatingIfNeeded: row)) }
}
