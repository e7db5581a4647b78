import Dispatch

/// Runs `body` for 0 ..< count on at most `workers` threads. Each index is run exactly once, in no promised order: results must go
/// to places of their own and be combined in index order afterwards.
public func parallelFor(_ count: Int, workers: Int, _ body: @Sendable (Int) -> Void) {
  if workers <= 1 || count <= 1 {
    for index in 0..<count { body(index) }
    return
  }
  DispatchQueue.concurrentPerform(iterations: count, execute: body)
}
