import Basics
import Language
import Pipeline
import Rendering
import Verbs

/// Where the session of a run writes: results to one place, narration to another, and, when an executed copy is
/// wanted, results once more in the form that notebooks record.
///
/// Used by the one thread that runs the cells, but for `warn` and `progress`, which only call the closures.
public final class NotebookOutput: SessionOutput, @unchecked Sendable {
  /// How results are written to `results`.
  public let options: RenderOptions
  private let sink: (String) throws -> Void
  private let narration: @Sendable (String) -> Void
  private let meter: @Sendable (Progress) -> Void

  /// Why results could not be written. The program that was running sees an error at its call and might go on; the owner
  /// of this output ends the run.
  public private(set) var failure: (any Error)?
  /// Called once when results cannot be written any more, to stop the program.
  public var onFailure: (() -> Void)?
  /// Writes a value in a form of its own; false leaves it to the options.
  public var present: ((Value, (String) throws -> Void) throws -> Bool)?

  /// Takes results as data in place of the closures, for an export.
  public var keeper: ResultKeeper?

  private let recordedOptions: RenderOptions?
  private var recorded = ""
  /// False once a cell has printed more than a copy may hold.
  private(set) var isRecordingWhole = true

  /// - Parameters:
  ///   - options: form of results.
  ///   - recordedOptions: form of the copy; nil when none is wanted.
  ///   - results: takes results in pieces; throws when standard output is gone.
  ///   - narration: takes a line for standard error.
  ///   - meter: takes the progress of a job.
  public init(
    options: RenderOptions, recordedOptions: RenderOptions? = nil, results: @escaping (String) throws -> Void,
    narration: @escaping @Sendable (String) -> Void, meter: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    self.options = options
    self.recordedOptions = recordedOptions
    sink = results
    self.narration = narration
    self.meter = meter
  }

  private func results(_ text: String) throws {
    do {
      try sink(text)
    } catch {
      if failure == nil {
        failure = error
        onFailure?()
      }
      throw error
    }
  }

  public func show(_ value: Value) throws {
    // Rows of a store are written as they are.
    let isData = value.typeName == "table"
    let masked = { (text: String) in isData ? text : PasswordMask.maskedServers(text) }
    do {
      if let keeper { return try keeper.show(value) }
      if try present?(value, results) != true { try render(value, options) { try results(masked($0)) } }
      guard let recordedOptions else { return }
      try render(value, recordedOptions) { record(masked($0)) }
    } catch let error as RenderError {
      throw error.diagnostic
    }
  }

  public func print(_ text: String) throws {
    let line = PasswordMask.maskedServers(text) + "\n"
    if let keeper { return keeper.print(line) }
    try results(line)
    record(line)
  }

  /// An error that a cell was meant to end in: a result like any other.
  func showExpected(_ diagnostic: Diagnostic) throws {
    if keeper == nil { try results(Self.headline(diagnostic) + "\n") }
  }

  /// `error[V0207]: …`: the part of a diagnostic that does not depend on where the file is.
  static func headline(_ diagnostic: Diagnostic) -> String {
    "\(diagnostic.severity.rawValue)[\(diagnostic.code)]: \(diagnostic.message)"
  }

  public func warn(_ text: String) { narration(PasswordMask.masked(text)) }
  public func progress(_ progress: Progress) { meter(progress) }

  /// What was recorded since the last call.
  func takeRecorded() -> (text: String, isWhole: Bool) {
    defer {
      recorded = ""
      isRecordingWhole = true
    }
    return (recorded, isRecordingWhole)
  }

  private func record(_ text: String) {
    guard recordedOptions != nil, isRecordingWhole else { return }
    recorded += text
    isRecordingWhole = recorded.utf8.count <= NotebookLimits.recordedBytes
  }
}

extension Notebook {
  /// The form in which this notebook records results, the same on every machine: tables fitted to its own width.
  public var recordedForm: RenderOptions {
    var options = RenderOptions()
    options.width = frontMatter.width ?? NotebookLimits.defaultWidth
    return options
  }
}
