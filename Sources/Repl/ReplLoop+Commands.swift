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
      list(search(session.signatures + session.moduleSignatures, for: words), words)
    }
    return .done
  }

  func write(_ text: String) { try? Terminal.write(text, to: 1) }

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

  private func source(_ name: String) throws(ReplError) {
    if let source = session.source(of: name) {
      write(SafeText.lines(source) + (source.hasSuffix("\n") ? "" : "\n"))
    } else if knownNames.contains(name) {
      throw .noSource(name)
    } else {
      throw .unknownName(name, nearest: didYouMean(name, in: knownNames))
    }
  }

  var knownNames: [String] { session.signatures.map(\.name) + session.variables.map(\.name) }

  /// One short line that runs no query.
  static func summary(_ value: Value) -> String {
    if case .handle(let handle) = value { return summary(.record(handle.fields)) }
    return PasswordMask.maskedServers((try? inlineText(value, cells: 120)) ?? "")
  }
}
