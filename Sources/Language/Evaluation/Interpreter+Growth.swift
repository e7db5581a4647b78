// `x = x + piece` and `x = append(x, piece)`: the variable grows in place, so that a loop that collects n pieces moves O(n)
// and not O(n²). Order of evaluation, errors and other names of the same value are those of the plain rule: the value read
// first, then the pieces, then the assignment, and nothing changes when a piece fails.

extension Interpreter {
  /// Runs such an assignment; false when it is not of that form and the plain rule applies.
  func grow(_ place: Expression, _ value: Expression, _ scope: Scope) throws -> Bool {
    guard case .name(let name) = place.kind, let form = growth(of: name, value.ungrouped, scope),
      var target = GrowthTarget(scope.lookUp(name)), !form.isAppend || target.isList
    else { return false }
    let before = assignments
    for piece in form.pieces {
      let added = try evaluate(piece.value, scope)
      if form.isAppend {
        try step()
        try nesting.check(.list([added]), at: piece.span)
        target.add([added])
      } else if !target.add(added) {
        // Of another type: the words are those of `+`.
        _ = try apply(.add, target.isList ? .list([]) : .string(""), added, piece.span, piece.value.span)
      }
      try checkSize(target, piece.span)
    }
    // What was read first counts, even when a piece has changed the variable meanwhile.
    if assignments == before { target.forgetOld() }
    assignments &+= 1
    return scope.change(name) { target.finish(&$0) }
  }

  private func checkSize(_ target: GrowthTarget, _ span: SourceSpan) throws {
    if target.isList {
      try checkLength(target.size, span)
    } else if target.size > Limits.stringBytes {
      throw LanguageError.tooLarge("the size of a string in bytes", limit: Limits.stringBytes).diagnostic(
        at: span)
    }
  }

  private struct Growth {
    struct Piece {
      let value: Expression
      /// Of the operation that adds it.
      let span: SourceSpan
    }
    var pieces: [Piece]
    /// One element is added, as against a string or list.
    let isAppend: Bool
  }

  private func growth(of name: Name, _ value: Expression, _ scope: Scope) -> Growth? {
    switch value.kind {
    case .binary(.add, _, _): return sum(from: name, value)
    case .call(let call) where call.arguments.count == 2:
      guard call.arguments[0].name == nil, call.arguments[0].value.isName(name) else { return nil }
      return append(call, call.arguments[1], value.span, scope)
    case .pipe(let head, let stage):
      guard head.isName(name), case .call(let call) = stage.kind, call.arguments.count == 1 else {
        return nil
      }
      return append(call, call.arguments[0], stage.span, scope)
    default: return nil
    }
  }

  /// `x + a + b`, which is `(x + a) + b`.
  private func sum(from name: Name, _ value: Expression) -> Growth? {
    var pieces: [Growth.Piece] = []
    var rest = value
    while case .binary(.add, let left, let right) = rest.kind {
      pieces.append(.init(value: right, span: rest.span))
      rest = left.ungrouped
    }
    guard rest.isName(name) else { return nil }
    return Growth(pieces: pieces.reversed(), isAppend: false)
  }

  private func append(_ call: CallSyntax, _ added: ArgumentSyntax, _ span: SourceSpan, _ scope: Scope)
    -> Growth?
  {
    guard added.name == nil, case .name(let callee) = call.callee.kind,
      case .function(let function)? = scope.lookUp(callee), let verb = function as? Verb, verb.isAppend
    else { return nil }
    return Growth(pieces: [.init(value: added.value, span: span)], isAppend: true)
  }
}

extension Expression {
  fileprivate func isName(_ name: Name) -> Bool {
    if case .name(let other) = ungrouped.kind {
      other.key == name.key && other.text == name.text
    } else {
      false
    }
  }
}

/// A string or list that grows, and what is to be added.
private struct GrowthTarget {
  private var old: Value?
  let isList: Bool
  /// Bytes or elements, with what is added.
  private(set) var size: Int
  private var text = ""
  private var items: [Value] = []

  init?(_ value: Value?) {
    switch value {
    case .string(let text)?: (isList, size) = (false, text.utf8.count)
    case .list(let items)?: (isList, size) = (true, items.count)
    default: return nil
    }
    old = value
  }

  /// False when the value is not of the target's type.
  mutating func add(_ value: Value) -> Bool {
    switch value {
    case .string(let piece) where !isList:
      text += piece
      size += piece.utf8.count
    case .list(let piece) where isList: add(piece)
    default: return false
    }
    return true
  }

  mutating func add(_ piece: [Value]) {
    items += piece
    size += piece.count
  }

  /// From here on the variable is the only holder of its value, unless the program made another.
  mutating func forgetOld() { old = nil }

  /// The variable is emptied while its value grows: then the value has one holder and is not copied.
  func finish(_ variable: inout Value) {
    if let old { variable = old }
    if isList {
      guard case .list(var whole) = variable else { return }
      variable = .null
      whole += items
      variable = .list(whole)
    } else {
      guard case .string(var whole) = variable else { return }
      variable = .null
      whole += text
      variable = .string(whole)
    }
  }
}
