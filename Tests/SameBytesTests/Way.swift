import Support
import Testing

/// One way of running notebooks, which must leave no trace in what they give. Everything that is not named is as in ``plain``.
struct Way: Sendable, CustomTestStringConvertible {
  /// What is written where: all digits of every number as JSON, or the tables that people see.
  enum Form: Sendable { case data, tables }

  let name: String
  var options: [String] = []
  var environment: [String: String?] = [:]
  var store = StoreKind.session
  var form = Form.data
  /// Columns of the terminal that standard output is; nil for a file.
  var terminal: Int?
  /// Started from `/`, so that the notebook's path is another.
  var isFromElsewhere = false

  var testDescription: String { name }

  /// Two workers, batches as they come, `C.UTF-8`, the widest SIMD level, a private store, output into a file.
  static let plain = Way(name: "plain", options: ["-w", "2"])

  static let workers = [1, 3].map { Way(name: "\($0) workers", options: ["-w", "\($0)"]) }
  static let batches = [1, 7, 100, 1000].map {
    Way(name: "batches of \($0)", options: ["-w", "2", "-b", "\($0)"])
  }

  static let settings =
    [20, 80, 300].map { Way(name: "COLUMNS=\($0)", environment: ["COLUMNS": "\($0)"], form: .tables) } + [
      Way(name: "again"),
      Way(name: "LC_ALL=C", environment: ["LC_ALL": "C"]),
      Way(name: "no locale set", environment: ["LC_ALL": nil]),
      // Written out as POSIX has it, so that no time zone files are needed.
      Way(name: "another time zone", environment: ["TZ": "KAT-5:45"]),
      Way(name: "another folder", isFromElsewhere: true),
      Way(name: "crowded environment", environment: crowd),
    ]

  /// Many variables, for another layout of the process, and a C library that fills memory it hands out.
  private static let crowd: [String: String?] = {
    var values: [String: String?] = [
      "MALLOC_PERTURB_": "165", "TERM": "xterm-256color", "FORCE_COLOR": "1", "USER": "someone",
    ]
    for number in 0..<200 { values["VARIABLE_\(number)"] = .some(String(repeating: "x", count: number)) }
    return values
  }()

  static let turkish = [
    Way(name: "LC_ALL=tr_TR.UTF-8", environment: Turkish.environment("LC_ALL")),
    Way(name: "LANG=tr_TR.UTF-8", environment: Turkish.environment("LANG")),
  ]

  static let terminals = [Way(name: "terminal of 20 columns", form: .tables, terminal: 20)]

  static func simd(_ level: SIMDLevel) -> Way {
    Way(name: "VNB_SIMD=\(level.rawValue)", environment: ["VNB_SIMD": level.rawValue])
  }

  /// CockroachDB's own `distance()` may differ in the last of seven digits (`docs/differences.md`), which tables round away.
  static func on(_ store: StoreKind) -> Way {
    Way(name: "\(store)", store: store, form: store == .cockroach ? .tables : .data)
  }

  /// Everything another at once. A SIMD level that the processor lacks is the next lower one.
  static let mixed = [
    Way(
      name: "one worker, row by row, plain C, in C",
      options: ["-w", "1", "-b", "1"],
      environment: ["VNB_SIMD": "portable", "LC_ALL": "C", "COLUMNS": "20", "TZ": "KAT-5:45"],
      store: .file),
    Way(
      name: "three workers, sevens, AVX2, Turkish, wide",
      options: ["-w", "3", "-b", "7"],
      environment: crowd.merging(Turkish.environment("LC_ALL")) { $1 }.merging(
        ["VNB_SIMD": "avx2", "COLUMNS": "300"]) { $1 },
      form: .tables, isFromElsewhere: true),
    Way(
      name: "more workers than cores, hundreds, AVX-512, narrow terminal",
      options: ["-w", "8", "-b", "100"], environment: ["VNB_SIMD": "avx512", "TZ": "XXX+11"],
      store: .file, form: .tables, terminal: 30),
  ]
  static let mixedOnServers = [
    Way(
      name: "PostgreSQL, three workers, sevens, plain C, Turkish",
      options: ["-w", "3", "-b", "7"],
      environment: Turkish.environment("LC_ALL").merging(["VNB_SIMD": "portable", "TZ": "KAT-5:45"]) { $1 },
      store: .collatedPostgres),
    Way(
      name: "CockroachDB's stand-in, one worker, thousands, AVX2, in C",
      options: ["-w", "1", "-b", "1000"], environment: ["VNB_SIMD": "avx2", "LC_ALL": "C", "COLUMNS": "20"],
      store: .cockroach, form: .tables, isFromElsewhere: true),
  ]
}
