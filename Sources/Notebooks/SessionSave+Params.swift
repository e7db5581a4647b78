import Language

extension SessionSave {
  /// The cells of a session, the first of which may be its `params` cell.
  struct Cells {
    var statements: [SessionRecord.Statement]
    var hasParams = false
  }

  /// A notebook's parameters stand in its first cell, so that a run can set them; at the prompt they are declared anywhere. They
  /// are moved where that changes nothing: the default is a literal, and no earlier statement has the name in it.
  static func cells(_ statements: [SessionRecord.Statement]) -> Cells {
    var params = ""
    var rest: [SessionRecord.Statement] = []
    var declared: Set<String> = []
    for statement in statements {
      let declarations = parameters(statement.program)
      let names = declarations.map(\.name.text)
      let isFree = names.allSatisfy { name in
        !declared.contains(name) && !rest.contains { $0.program.contains(name) }
      }
      if !names.isEmpty, isFree, Set(names).count == names.count {
        declared.formUnion(names)
        params += program(statement.program)
      } else {
        rest.append(statement)
      }
    }
    guard !params.isEmpty else { return Cells(statements: rest) }
    return Cells(statements: [SessionRecord.Statement(program: params)] + rest, hasParams: true)
  }

  /// What a statement declares; nothing where it does something else too, or where a default must be worked out.
  private static func parameters(_ entered: String) -> [ParamDeclaration] {
    var found: [ParamDeclaration] = []
    for statement in parse(SourceText(name: "<cell>", text: entered)).program.statements {
      guard case .param(let declaration) = statement.kind, declaration.defaultValue?.literal != nil else {
        return []
      }
      found.append(declaration)
    }
    return found
  }
}
