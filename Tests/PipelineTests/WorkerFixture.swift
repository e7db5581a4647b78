import Embedding
import Stores
import Synchronization
import Vectors

@testable import Pipeline

/// A clock that stands still until a test moves it.
final class FakeClock: Sendable {
  private let seconds = Mutex(1_000.0)
  var now: Double { seconds.withLock { $0 } }
  func advance(_ by: Double) { seconds.withLock { $0 += by } }
}

/// ``FakeModel``, with a call before each piece of work.
final class CallingModel: EmbeddingModel {
  private let inner = FakeModel()
  private let calls = Atomic<Int>(0)
  /// Gets the number of the piece, from 1.
  private let before: @Sendable (Int) throws -> Void

  init(_ before: @escaping @Sendable (Int) throws -> Void) { self.before = before }

  var name: String { inner.name }
  var dimension: Int { inner.dimension }
  var metric: Metric { inner.metric }
  var digest: String { inner.digest }
  var label: String { inner.label }
  var description: String { inner.description }
  var normalized: Bool { inner.normalized }
  func encode(_ texts: [String], workers: Int, isCancelled: CancelCheck?) throws -> Matrix {
    if !texts.isEmpty { try before(calls.add(1, ordering: .relaxed).newValue) }
    return try inner.encode(texts, workers: workers, isCancelled: isCancelled)
  }
}

/// A worker that never waits, on a clock of the test's.
func worker(
  _ name: String, _ clock: FakeClock, chunkRows: Int = 3, batch: Int = 2,
  model: any EmbeddingModel = FakeModel(), table: String = "passage"
) -> WorkerRequest {
  var job = EmbedRequest(
    table: table, input: "passage", output: "passage_vector", model: model, workers: 1)
  job.batchSize = batch
  return worker(name, clock, .embed(job), chunkRows: chunkRows)
}

func worker(_ name: String, _ clock: FakeClock, _ work: WorkerRequest.Work, chunkRows: Int) -> WorkerRequest {
  var request = WorkerRequest(work)
  request.owner = name
  request.chunkRows = chunkRows
  request.lease = 10
  request.clock = { clock.now }
  request.sleep = { seconds, _ in clock.advance(seconds) }
  request.waits = false
  return request
}

/// Counts every write of a vector in `audit(pid, n)`: twice done is seen, also when nothing changed.
func audit(_ store: any Store) throws {
  try store.execute("alter table passage add column passage_vector VECTOR(8)", [])
  try store.execute("create table audit (pid primary key, n integer)", [])
  try store.execute(
    """
    create trigger audited after update of passage_vector on passage begin \
    insert into audit values (new.pid, 1) on conflict (pid) do update set n = n + 1; end
    """, [])
}

/// How often rows were written: how many rows, for each number of times.
func timesWritten(_ store: any Store) throws -> [Int: Int] {
  var times: [Int: Int] = [:]
  try store.query("select n, count(*) from audit group by n", []) { row in
    times[Int(row.int(0))] = Int(row.int(1))
    return true
  }
  return times
}

/// The ranges of the one job in the store: `low..high rows`, an open end empty, a look `look`, with `*` when done.
func chunks(_ store: any Store) throws -> [String] {
  var lines: [String] = []
  let sql = "select is_look, low, high, row_count, is_done from vnb_chunks order by chunk"
  try store.query(sql, []) { row in
    let done = row.int(4) != 0 ? " *" : ""
    lines.append(row.int(0) != 0 ? "look\(done)" : "\(row.text(1))..\(row.text(2)) \(row.int(3))\(done)")
    return true
  }
  return lines
}
