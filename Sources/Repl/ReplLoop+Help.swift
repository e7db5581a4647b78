import Basics
import Language
import Rendering

extension ReplLoop {
  /// `?name`: a verb, a variable, a function of a module whether it is loaded or not, or a module.
  func help(_ topic: String) throws(ReplError) {
    if let signature = session.signatures.first(where: { $0.name == topic }) { return page(signature) }
    guard let value = value(of: topic) else { return try moduleHelp(topic) }
    switch value {
    case .function(let function):
      var signature = function.signature
      if topic.contains(".") { signature.name = topic }
      page(signature)
    case .record(let record) where Self.isModule(record):
      list(
        topic,
        record.values.compactMap { if case .function(let function) = $0 { function.signature } else { nil } })
    default: write("\(topic): \(value.typeName)\n\(ReplLoop.summary(value))\n")
    }
  }

  /// A module that was not loaded, or its function: by its whole name, by its own, or with `_` for the dot.
  private func moduleHelp(_ topic: String) throws(ReplError) {
    let all = session.moduleSignatures
    let ofModule = all.filter { $0.name.hasPrefix(topic + ".") }
    if !ofModule.isEmpty {
      list(topic, ofModule)
      return write("\n`use \(topic)` loads it\n")
    }
    let found = all.filter {
      $0.name == topic || $0.name.hasSuffix("." + topic) || $0.name.replacing(".", with: "_") == topic
    }
    guard !found.isEmpty else { throw .unknownName(topic, nearest: didYouMean(topic, in: knownNames)) }
    for signature in found {
      page(signature)
      write("\n`use \(signature.name.prefix { $0 != "." })` loads it\n")
    }
  }

  private func page(_ signature: Signature) {
    write(renderHelp(signature, width: Terminal.width(), color: Terminal.hasColor()))
  }

  /// The functions of a module.
  private func list(_ module: String, _ signatures: [Signature]) {
    write("\(module): module; `?\(module).name` explains a function\n\n")
    list(signatures, module)
  }

  /// A line for each.
  func list(_ signatures: [Signature], _ words: String) {
    write(renderSearch(signatures, for: words, width: Terminal.width(), color: Terminal.hasColor()))
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
}
