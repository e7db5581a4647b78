import Language

/// A subcommand as a call of its verb: `vnb embed -t passage -i passage …` is
/// `table "passage" | embed .passage, into: "passage_vector", …`.
struct VerbInvocation {
  enum Argument {
    case text(String)
    case texts([String])
    case int(Int)
    case float(Double)
    case bool(Bool)
    case column(String)
  }
  /// How the seeds' programs printed their results, where that is asked for.
  enum Layout {
    /// As the language shows the verb's value.
    case value
    /// `<distance> --> <key>`, the text, a blank line.
    /// With `showsKey`, a first line names the key.
    case hits(text: String, showsKey: Bool)
    /// As the language shows a table, which must have this column.
    case rows(with: String)
    /// `  1. ID: 7 Distance: 0.250000`, under a line for each query when there are several.
    case neighbors
    /// `name<TAB>label` lines.
    case modelList
    /// The label in a box of dashes, then the description.
    case modelBox
  }
  enum StoreUse {
    /// It must be there: nothing is made where there is nothing to work on.
    case existing
    /// Made when absent.
    case made
    /// None is opened.
    case unused
  }
  let verb: String
  /// The table that is piped in; nil when the verb starts the pipe.
  var table: String?
  /// A row expression of the language that filters the table first.
  var filter: String?
  /// Positional ones without a name first.
  var arguments: [(name: String?, value: Argument)] = []
  var layout = Layout.value
  var store = StoreUse.existing

  init(_ verb: String, table: String? = nil) {
    self.verb = verb
    self.table = table
  }

  mutating func add(_ value: Argument) { arguments.append((nil, value)) }
  mutating func add(_ name: String, _ value: Argument?) {
    if let value { arguments.append((name, value)) }
  }

  /// The call in the language, on one line.
  var program: String {
    var stages: [String] = []
    if let table { stages.append("table \(Self.literal(.text(table)))") }
    if let filter { stages.append("where \(filter)") }
    let list = arguments.map { ($0.name.map { "\($0): " } ?? "") + Self.literal($0.value) }
    stages.append(list.isEmpty ? "\(verb)()" : "\(verb) \(list.joined(separator: ", "))")
    return stages.joined(separator: " | ")
  }

  static func literal(_ argument: Argument) -> String {
    switch argument {
    case .text(let text): quoted(text)
    case .texts(let texts):
      texts.count == 1 ? quoted(texts[0]) : "[\(texts.map(quoted).joined(separator: ", "))]"
    case .int(let number): "\(number)"
    case .float(let number): "\(number)"
    case .bool(let truth): "\(truth)"
    case .column(let name): "." + (isPlainName(name) ? name : quoted(name))
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\", "{", "}": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 32 || scalar.value == 127:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
