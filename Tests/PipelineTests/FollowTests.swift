import Stores
import Synchronization
import Testing

@testable import Pipeline

/// `follow` with a clock of the test's own: every pause is written down, and may bring new rows.
@Suite struct FollowTests {
  private final class Clock: Sendable {
    let pauses = Mutex<[Double]>([])
    func options(maxIdle: Double, longest: Double, onPause: @escaping @Sendable (Int) -> Void = { _ in })
      -> FollowOptions
    {
      var options = FollowOptions()
      options.maxIdle = maxIdle
      options.longestPause = longest
      options.sleep = { [self] seconds, _ in
        let count = pauses.withLock {
          $0.append(seconds)
          return $0.count
        }
        onPause(count)
      }
      return options
    }
  }

  @Test func pausesDoubleUpToTheLongestAndEndWithTheIdleTime() throws {
    let store = try passages(5)
    let clock = Clock()
    let report = try follow(request(FakeModel()), clock.options(maxIdle: 60, longest: 15), in: store)
    #expect(report.embedded == 5 && report.batches == 1)
    #expect(clock.pauses.withLock { $0 } == [1, 2, 4, 8, 15, 15, 15])
  }

  @Test func newRowsStartTheWaitingAnew() throws {
    let store = try passages(5, nullEvery: 5)
    let clock = Clock()
    let runs = Mutex<[Int]>([])
    var told = request(FakeModel(), batch: 2)
    told.batches = 1
    told.onEvent = { event in
      if case .batch(let run, _, _) = event { runs.withLock { $0.append(run) } }
    }
    let options = clock.options(maxIdle: 4, longest: 15) { count in
      if count == 2 {
        _ = try? store.execute("update passage set passage = 'late' where passage is null", [])
      }
    }
    let report = try follow(told, options, in: store)
    #expect(report.embedded == 5 && report.skippedNull == 0 && report.pending == 0)
    #expect(clock.pauses.withLock { $0 } == [1, 2, 1, 2, 1])
    #expect(runs.withLock { $0 } == [1, 1, 3])
  }

  @Test func stoppedWhileWaitingItSaysWhatIsStored() throws {
    let store = try passages(5)
    let isStopped = Atomic<Bool>(false)
    let options = Clock().options(maxIdle: 0, longest: 1) {
      if $0 == 3 { isStopped.store(true, ordering: .relaxed) }
    }
    let control = JobControl(isCancelled: { isStopped.load(ordering: .relaxed) })
    let error = failure { _ = try follow(request(FakeModel()), options, in: store, control: control) }
    #expect(error == .stopped(job: "embed", kept: "5 rows stored"))
  }

  @Test func aDryRunLooksOnce() throws {
    let store = try passages(5)
    let clock = Clock()
    var dry = request(FakeModel())
    dry.dryRun = true
    let report = try follow(dry, clock.options(maxIdle: 0, longest: 1), in: store)
    #expect(report.pending == 5 && clock.pauses.withLock { $0 }.isEmpty)
  }

  @Test(arguments: [(-1.0, 1.0), (.nan, 1), (.infinity, 1), (1, 0), (1, -1), (1, .nan)])
  func timesThatMakeNoSenseAreRefused(_ idle: Double, _ longest: Double) throws {
    let store = try passages(1)
    var options = FollowOptions()
    (options.maxIdle, options.longestPause) = (idle, longest)
    guard case .badOption? = failure({ _ = try follow(request(FakeModel()), options, in: store) }) else {
      Issue.record("accepted \(idle), \(longest)")
      return
    }
  }
}
