// The syntax tree as text: the language of the parser's tests. `(call f (int 2))`; with spans, `(int 2)@6-7`.

extension Program {
  /// One statement a line.
  public func dump(spans: Bool = false) -> String {
    statements.map { $0.dump(spans: spans) }.joined(separator: "\n")
  }
}

extension Statement {
  /// The tree as indented text, for tests and for `vnb` itself to look at; `spans` adds the places.
  public func dump(spans: Bool = false) -> String {
    TreeDump(spans: spans).place(text(TreeDump(spans: spans)), span) + (isHushed ? ";" : "")
  }

  private func text(_ dump: TreeDump) -> String {
    switch kind {
    case .expression(let value): value.dump(spans: dump.spans)
    case .let(let name, let type, let value):
      "(let \(name.text)\(type.map { ": \($0.text)" } ?? "") \(dump.text(value)))"
    case .assign(let place, let value): "(= \(dump.text(place)) \(dump.text(value)))"
    case .param(let declaration):
      "(param \(declaration.name.text): \(declaration.type.text)"
        + (declaration.defaultValue.map { " \(dump.text($0))" } ?? "") + dump.doc(declaration.doc) + ")"
    case .function(let function): dump.text(function)
    case .forIn(let name, let sequence, let body):
      "(for \(name.text) \(dump.text(sequence)) \(dump.text(body)))"
    case .whileLoop(let condition, let body): "(while \(dump.text(condition)) \(dump.text(body)))"
    case .return(let value): "(return\(value.map { " " + dump.text($0) } ?? ""))"
    case .break: "(break)"
    case .continue: "(continue)"
    case .use(let name): "(use \(name.text))"
    }
  }
}

extension Expression {
  /// The tree as indented text, for tests and for `vnb` itself to look at; `spans` adds the places.
  public func dump(spans: Bool = false) -> String { TreeDump(spans: spans).text(self) }
}

struct TreeDump {
  let spans: Bool

  func place(_ text: String, _ span: SourceSpan) -> String {
    spans ? "\(text)@\(span.start)-\(span.end)" : text
  }

  func doc(_ text: String) -> String { text.isEmpty ? "" : " ## " + quotedText(text) }

  func text(_ expression: Expression) -> String { place(bare(expression), expression.span) }

  private func bare(_ expression: Expression) -> String {
    switch expression.kind {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .int(let value): String(value)
    case .float(let value): formatFloat(value)
    case .string(let value): quotedText(value)
    case .template(let parts): "(template\(parts.map { " " + text($0) }.joined()))"
    case .name(let name): name.text
    case .itemField(let name): "." + (isPlainName(name.text) ? name.text : quotedText(name.text))
    case .list(let items): "[\(items.map(text).joined(separator: " "))]"
    case .record(let entries):
      "{\(entries.map { "\($0.name.text): \(text($0.value))" }.joined(separator: " "))}"
    case .field(let base, let name): "(field \(text(base)) \(name.text))"
    case .index(let base, let index): "(index \(text(base)) \(text(index)))"
    case .call(let call): text(call)
    case .unary(let operation, let operand): "(\(operation.rawValue) \(text(operand)))"
    case .binary(let operation, let left, let right): "(\(operation.rawValue) \(text(left)) \(text(right)))"
    case .range(let low, let high): "(.. \(text(low)) \(text(high)))"
    case .pipe(let left, let stage): "(| \(text(left)) \(text(stage)))"
    case .function(let function): text(function)
    case .ifElse(let syntax):
      "(if \(text(syntax.condition)) \(text(syntax.then))"
        + (syntax.otherwise.map { " \(text($0))" } ?? "") + ")"
    case .tryCatch(let syntax):
      "(try \(text(syntax.body)) \(syntax.errorName.text) \(text(syntax.handler)))"
    case .group(let inner): "(group \(text(inner)))"
    }
  }

  private func text(_ part: TemplatePart) -> String {
    switch part {
    case .text(let text): quotedText(text)
    case .hole(let inner, let format, let span):
      place("{\(text(inner))\(format.map { ":" + $0.text } ?? "")}", span)
    }
  }

  private func text(_ call: CallSyntax) -> String {
    let word =
      switch call.spelling {
      case .parentheses: "call"
      case .command: "command"
      case .bare: "bare"
      }
    let arguments = call.arguments.map { " " + ($0.name.map { $0.text + ": " } ?? "") + text($0.value) }
    return "(\(word) \(text(call.callee))\(arguments.joined()))"
  }

  func text(_ function: FunctionSyntax) -> String {
    let parameters = function.parameters.map { parameter in
      (parameter.isRest ? "..." : "") + parameter.name.text
        + (parameter.type == .any ? "" : ": " + parameter.type.text)
        + (parameter.defaultValue.map { " = " + text($0) } ?? "")
    }
    return "(fn \(function.name?.text ?? "")(\(parameters.joined(separator: ", ")))"
      + (function.returns == .any ? "" : " -> " + function.returns.text) + doc(function.doc)
      + " \(text(function.body)))"
  }

  func text(_ block: Block) -> String {
    place("{\(block.statements.map { " " + $0.dump(spans: spans) }.joined()) }", block.span)
  }
}
