/// A signature prepared for binding calls: positions of parameters by kind, worked out once per function.
final class CallPlan: Sendable {
  let signature: Signature
  /// Indices of the parameters that positional arguments fill, in order.
  let positional: [Int]
  let rest: Int?
  let named: Int?
  let keys: [UInt64]
  /// Nothing but required parameters of any type: binding needs no check.
  let isSimple: Bool
  /// A verb that may be called by its name alone.
  let needsNothing: Bool

  init(_ signature: Signature) {
    self.signature = signature
    var positional: [Int] = []
    var rest: Int?
    var named: Int?
    for (index, parameter) in signature.parameters.enumerated() {
      switch parameter.kind {
      case .required: positional.append(index)
      case .rest: rest = index
      case .named: named = index
      case .option: break
      }
    }
    self.positional = positional
    self.rest = rest
    self.named = named
    self.keys = signature.parameters.map { Name.key(of: $0.name) }
    self.isSimple =
      positional.count == signature.parameters.count && signature.parameters.allSatisfy { $0.type == .any }
    self.needsNothing = positional.isEmpty
  }

  func index(of name: Name) -> Int? {
    for index in keys.indices where keys[index] == name.key {
      let parameter = signature.parameters[index]
      if parameter.name == name.text, index != rest, index != named { return index }
    }
    return nil
  }

  var optionNames: [String] {
    signature.parameters.compactMap { if case .option = $0.kind { $0.name } else { nil } }
  }

  /// Names that may stand before `:` in a call.
  var argumentNames: [String] {
    signature.parameters.indices.filter { $0 != rest && $0 != named }.map { signature.parameters[$0].name }
  }
}
