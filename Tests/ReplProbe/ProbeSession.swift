import Glibc
import Language
import Repl
import Synchronization

func exit(code: Int32) -> Never { Glibc.exit(code) }

/// A language of a few words: enough to see what the prompt does with a session.
final class ProbeSession: ReplSession {
  private struct State {
    var variables: [(name: String, value: Value)] = [("answer", .int(42))]
    var last: Value?
    var risk: String?
    var isInterrupted = false
  }
  private let state = Mutex(State())
  private let output: ReplOutput

  init(output: ReplOutput) { self.output = output }

  /// Unfinished: an open brace, or a block string.
  func isComplete(_ text: String) -> Bool {
    let opened = text.utf8.count { $0 == UInt8(ascii: "{") }
    let closed = text.utf8.count { $0 == UInt8(ascii: "}") }
    return opened <= closed
      && text.split(separator: "\"\"\"", omittingEmptySubsequences: false).count % 2 == 1
  }

  func run(_ text: String) -> ReplOutcome {
    state.withLock { $0.isInterrupted = false }
    let word = text.prefix { $0.isLetter }
    do {
      switch word {
      case "echo": try show(.string("<" + text.dropFirst(5) + ">"))
      case "size":
        try show(
          .string("\(text.utf8.count) bytes, \(text.count { $0 == "\n" } + 1) lines, sum \(sum(text))"))
      case "table": try show(table(Int(text.dropFirst(6)) ?? 3))
      case "endless": try show(.table(Endless()))
      case "work": state.withLock { $0.risk = "3 tables end with this session." }
      case "sleep": return sleep(Int(text.dropFirst(6)) ?? 100)
      case "fail": return fail(text)
      default: try show(.string("[" + text + "]"))
      }
    } catch is Interrupted {
      return .interrupted("output")
    } catch {
      return .failed([Diagnostic("V0000", "\(error)")])
    }
    return .done
  }

  func interrupt() { state.withLock { $0.isInterrupted = true } }

  func complete(_ text: String, cursor: Int) -> [Completion] {
    let head = String(decoding: Array(text.utf8.prefix(cursor)), as: UTF8.self)
    let word = head.split(separator: " ", omittingEmptySubsequences: false).last.map(String.init) ?? ""
    return ["passages", "passage_vector", "plot", "größe"].filter { $0.hasPrefix(word) }.map {
      Completion(start: cursor - word.utf8.count, text: $0, note: "note of \($0)")
    }
  }

  var signatures: [Signature] {
    [
      Signature(
        "kmeans", "Groups vectors around centroids", category: "vectors",
        parameters: [Parameter("k", .int, "clusters", kind: .option(defaultText: "8", .int(8)))])
    ]
  }

  func source(of name: String) -> String? { name == "share" ? "fn share() { 1 }" : nil }
  var variables: [(name: String, value: Value)] { state.withLock { $0.variables } }
  var lastValue: Value? { state.withLock { $0.last } }
  var workAtRisk: String? { state.withLock { $0.risk } }

  private func show(_ value: Value) throws {
    state.withLock { $0.last = value }
    try output.show(value)
  }

  private func sum(_ text: String) -> Int { text.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) % 1_000_003 } }

  private func table(_ count: Int) -> Value {
    let text = String(repeating: "long text ", count: 12) + "end"
    return .list(
      (1...max(1, count)).map { .record(Record([("n", .int(Int64($0))), ("text", .string(text))])) })
  }

  /// Works in steps of 10 ms until done or interrupted, as a verb does.
  private func sleep(_ steps: Int) -> ReplOutcome {
    for step in 0..<steps {
      if state.withLock({ $0.isInterrupted }) {
        return .interrupted("\(step > 0 ? "some" : "no") steps kept")
      }
      output.progress(job: "sleep", done: step, total: steps, unit: "steps")
      usleep(10_000)
    }
    return .done
  }

  private func fail(_ text: String) -> ReplOutcome {
    let source = SourceText(name: "<prompt>", text: text)
    return .failed([
      Diagnostic("V0201", "it failed", at: SourceSpan(source: source, start: 0, end: 4), label: "here")
    ])
  }
}

/// A table that never ends.
private final class Endless: TableValue {
  func columns() throws -> [TableColumn] { [TableColumn(name: "n", type: "int")] }
  func rowCount() throws -> Int { .max }
  func forEachRow(limit: Int?, _ body: ([Value]) throws -> Bool) throws {
    var row: Int64 = 0
    while try body([.int(row)]) { row += 1 }
  }
}
