/// The man page, in the macros of man(7).
enum ManPage {
  static var text: String {
    var page = """
      .\\" Made by `vnb docs --man`.
      .TH VNB 1 "" "vnb \(Version.text)" "User Commands"
      .SH NAME
      vnb \\- a notebook and a prompt for vectors that live beside their rows in SQL
      .SH SYNOPSIS
      .B vnb
      .RI [ STORE ]
      .br
      .B vnb
      .I COMMAND
      .RI [ OPTION ...]
      .RI [ WORD ...]
      .SH DESCRIPTION
      Without a command,
      .B vnb
      opens its prompt on the store, a SQLite file or the URL of a PostgreSQL or CockroachDB server; without a store, on a
      private one that is gone at the end. Where standard input is no terminal, the program in it is run.
      .PP
      At the prompt
      .B :help
      begins, and
      .BI ? name
      explains a verb.
      .SH OPTIONS

      """
    page += CommandParser.top.map(option).joined()
    page += ".SH COMMANDS\n"
    for command in CommandEntry.all {
      page += ".SS \(escaped("vnb " + command.names.joined(separator: ", ")))\n\(sentence(command.summary))\n"
      page += command.options.map(option).joined()
    }
    return filled(page + ending)
  }

  /// Lines of text of at most 80 bytes, as tools that read man pages want them; requests stay whole.
  private static func filled(_ page: String) -> String {
    var out = ""
    for line in page.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      guard !line.hasPrefix("."), line.utf8.count > 80 else {
        out += line + "\n"
        continue
      }
      var length = 0
      for word in line.split(separator: " ") {
        if length > 0, length + 1 + word.utf8.count > 80 {
          // A new line must not look like a request.
          out += word.hasPrefix(".") || word.hasPrefix("'") ? "\n\\&" : "\n"
          length = 0
        } else if length > 0 {
          out += " "
          length += 1
        }
        out += word
        length += word.utf8.count
      }
      out += "\n"
    }
    return out
  }

  private static func option(_ spec: OptionSpec) -> String {
    let names = spec.names.map { "\\fB\(escaped($0))\\fR" }.joined(separator: ", ")
    let value = spec.placeholder.map { " \\fI\(escaped($0))\\fR" } ?? ""
    let preset = spec.isRequired ? " (required)" : spec.defaultText.map { " (default: \($0))" } ?? ""
    return ".TP\n\(names)\(value)\n\(escaped(spec.doc + preset))\n"
  }

  private static func sentence(_ text: String) -> String {
    escaped(text.prefix(1).uppercased() + text.dropFirst() + ".")
  }

  /// A line that begins with a dot or a quote would be a request; `-` and `\` have signs of their own.
  private static func escaped(_ text: String) -> String {
    let signs = text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("…", with: "...")
    return signs.hasPrefix(".") || signs.hasPrefix("'") ? "\\&" + signs : signs
  }

  private static let ending = """
    .SH EXIT STATUS
    .TP
    .B 0
    ok
    .TP
    .B 1
    a cell or a job failed
    .TP
    .B 2
    the command line or the file makes no sense; nothing was done
    .TP
    .B 3
    outputs differ from those recorded
    .TP
    .B 4
    a locked input, a file or a model, differs
    .TP
    .B 130
    interrupted
    .SH ENVIRONMENT
    .TP
    .B PGPASSWORD, PGPASSFILE
    a server's password, or the file that holds it
    .TP
    .B VNB_MODELS
    folders of embedding models, parted by colons
    .TP
    .B VISUAL, EDITOR
    the editor of
    .B :edit
    at the prompt
    .TP
    .B NO_COLOR
    no colour on a terminal
    .SH FILES
    .TP
    .I $XDG_STATE_HOME/vnb/history.jsonl
    earlier statements of the prompt
    .TP
    .I $XDG_DATA_HOME/vnb/models
    embedding models

    """
}
