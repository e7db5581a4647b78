import Formats
import Glibc
import Pipeline
import Stores

extension Bench {
  static let load = Bench(
    name: "load",
    about: "FILE… [--key pid] [--runs 3] [--batch 1000] [--parse]: records into a keyed SQLite table",
    run: benchLoad)
}

/// `vnb-bench load FILE… [--key pid] [--runs 3] [--batch 1000]`: loads the files into a fresh SQLite file and prints the
/// rate of each run and the median; `--parse` reads and parses only. scripts/bench/records.py makes a file of a million.
func benchLoad(_ arguments: [String]) throws {
  var options = LoadBenchOptions()
  try options.read(arguments)
  var rates: [Double] = []
  for run in 1...max(options.runs, 1) {
    let measured = try options.parseOnly ? parseOnce(options.files) : loadOnce(options)
    rates.append(Double(measured.rows) / measured.seconds)
    print(
      "run \(run): \(measured.rows) rows, \(measured.bytes / 1_000_000) MB in \(measured.seconds) s,",
      "\(Int(rates[run - 1])) rows/s")
  }
  rates.sort()
  print("median \(Int(rates[rates.count / 2])) rows/s")
}

private struct LoadBenchOptions {
  var files: [String] = []
  var key = "pid"
  var runs = 3
  var batch = 1000
  var parseOnly = false

  mutating func read(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      switch word {
      case "--key": key = rest.popFirst() ?? key
      case "--runs": runs = rest.popFirst().flatMap { Int($0) } ?? runs
      case "--batch": batch = rest.popFirst().flatMap { Int($0) } ?? batch
      case "--parse": parseOnly = true
      default: files.append(word)
      }
    }
  }
}

private func loadOnce(_ options: LoadBenchOptions) throws -> (rows: Int, bytes: Int, seconds: Double) {
  let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
  let path = "\(folder)/vnb-bench-\(getpid()).db"
  defer { for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) } }
  let clock = ContinuousClock()
  let start = clock.now
  let store = try SQLiteStore.open(path: path)
  var request = LoadRequest(paths: options.files, folder: "", table: "passage", key: options.key)
  request.batchSize = options.batch
  let report = try load(request, into: store, control: JobControl())
  try store.close()
  let seconds = (clock.now - start) / .seconds(1)
  return (
    report.files.reduce(0) { $0 + $1.inserted }, report.files.reduce(0) { $0 + $1.bytesPlain }, seconds
  )
}

private func parseOnce(_ files: [String]) throws -> (rows: Int, bytes: Int, seconds: Double) {
  let clock = ContinuousClock()
  let start = clock.now
  let keys = KeyTable()
  let chunk = RecordChunk()
  var rows = 0
  var bytes = 0
  for file in files {
    let reader = try RecordReader(path: file, display: file, keys: keys)
    while try reader.next(chunk) { rows += chunk.rows.count }
    bytes += chunk.bytesPlain
  }
  return (rows, bytes, (clock.now - start) / .seconds(1))
}
