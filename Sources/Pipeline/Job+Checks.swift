import Basics
import Stores
import Vectors

/// Refuses a count below 1. Nil means "all" and is fine.
func checkPositive(_ name: String, _ value: Int?) throws {
  guard let value, value < 1 else { return }
  throw PipelineError.badOption(name: name, value: grouped(value), must: "1 or more")
}

/// Runs the part of a job that can be stopped half-way, and says what stays when it is.
func stoppable<T>(job: String, kept: () -> String, _ body: () throws -> T) throws -> T {
  do {
    return try body()
  } catch is Cancelled {
    throw PipelineError.stopped(job: job, kept: kept())
  } catch StoreError.interrupted {
    throw PipelineError.stopped(job: job, kept: kept())
  }
}

/// Seconds since it was made, for reports only.
struct Stopwatch {
  private let start = ContinuousClock.now
  var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
}

extension Int {
  /// The product, or the largest count there is when it does not fit.
  func multipliedCapped(by other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}

extension SQLValue {
  /// A key as messages show it.
  var words: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .int(let value): String(value)
    case .float(let value): "\(value)"
    case .text(let value): value
    case .blob(let bytes): "blob of \(counted(bytes.count, "byte"))"
    case .vector(let elements): "vector of \(counted(elements.count, "element"))"
    }
  }
}

extension KeyedTable {
  /// `UPDATE` of one column by key: parameter 1 is the value, 2 the key.
  func updateSQL(setting column: String) -> String {
    store.dialect.update(name, set: [column], key: [key.name])
  }

  /// The same for many rows.
  func updatePlan(setting column: ColumnDescription) -> WritePlan {
    WritePlan(table: name, columns: [column, key], key: [key.name], action: .update)
  }
}
