import Basics
import Language
import Rendering

extension ReplLoop {
  func perform(_ command: MetaCommand) throws(ReplError) -> Outcome {
    switch command {
    case .quit: return mayLeave() ? .leave : .done
    case .variables: showVariables()
    case .timing(let statement?): return run(statement, timed: true)
    case .timing(nil):
      isTiming.toggle()
      output.warn("time of each statement: \(isTiming ? "shown" : "not shown")")
    case .format(let format?): output.settings.format = format
    case .format(nil): output.warn("format: \(output.settings.format.rawValue)")
    case .last:
      guard let last = session.lastValue else { throw .noLastValue }
      show { try output.showInFull(last) }
    case .help(nil): write(HelpText.overview)
    case .help(let topic?): try help(topic)
    case .source(let name): try source(name)
    case .save(let path, let replaces): return try save(path, replaces: replaces)
    case .undo: try undo()
    case .edit(let number): return try edit(number)
    case .search(let words):
      let found = search(session.signatures, for: words)
      write(renderSearch(found, for: words, width: Terminal.width(), color: Terminal.hasColor()))
    }
    return .done
  }

  private func write(_ text: String) { try? Terminal.write(text, to: 1) }

  private func showVariables() {
    let rows = session.variables.map { variable in
      Value.record(
        Record([
          ("name", .string(variable.name)), ("type", .string(variable.value.typeName)),
          ("value", .string(ReplLoop.summary(variable.value))),
        ]))
    }
    guard !rows.isEmpty else { return output.warn("no variables yet: `let x = 1` makes one") }
    show { try output.show(.list(rows)) }
  }

  private func help(_ topic: String) throws(ReplError) {
    if let signature = session.signatures.first(where: { $0.name == topic }) {
      return write(renderHelp(signature, width: Terminal.width(), color: Terminal.hasColor()))
    }
    guard let value = value(of: topic) else {
      throw .unknownName(topic, nearest: didYouMean(topic, in: knownNames))
    }
    switch value {
    case .function(let function):
      write(renderHelp(function.signature, width: Terminal.width(), color: Terminal.hasColor()))
    case .record(let record) where Self.isModule(record):
      let signatures = record.values.compactMap {
        if case .function(let function) = $0 { function.signature } else { nil }
      }
      write("\(topic): module; `?\(topic).name` explains a function\n\n")
      write(renderSearch(signatures, for: topic, width: Terminal.width(), color: Terminal.hasColor()))
    default: write("\(topic): \(value.typeName)\n\(ReplLoop.summary(value))\n")
    }
  }

  /// A variable, or with `a.b` a field of one.
  private func value(of topic: String) -> Value? {
    var parts = topic.split(separator: ".", omittingEmptySubsequences: false).map(String.init)[...]
    guard let first = parts.popFirst() else { return nil }
    var value = first == "_" ? session.lastValue : session.variables.first { $0.name == first }?.value
    for part in parts {
      switch value {
      case .record(let record): value = record[part]
      case .handle(let handle): value = handle.fields[part]
      default: return nil
      }
    }
    return value
  }

  private static func isModule(_ record: Record) -> Bool {
    record.count > 0 && record.values.allSatisfy { if case .function = $0 { true } else { false } }
  }

  private func source(_ name: String) throws(ReplError) {
    if let source = session.source(of: name) {
      write(SafeText.lines(source) + (source.hasSuffix("\n") ? "" : "\n"))
    } else if knownNames.contains(name) {
      throw .noSource(name)
    } else {
      throw .unknownName(name, nearest: didYouMean(name, in: knownNames))
    }
  }

  private var knownNames: [String] { session.signatures.map(\.name) + session.variables.map(\.name) }

  /// One short line that runs no query.
  static func summary(_ value: Value) -> String {
    if case .handle(let handle) = value { return summary(.record(handle.fields)) }
    return PasswordMask.maskedServers((try? inlineText(value, cells: 120)) ?? "")
  }
}
