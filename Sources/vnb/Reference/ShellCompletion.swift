/// Completion files for shells, made from the tables of commands and options.
enum ShellCompletion: String, CaseIterable {
  case bash, zsh, fish

  var text: String {
    switch self {
    case .bash: Self.bashText
    case .zsh: Self.zshText
    case .fish: Self.fishText
    }
  }

  private static let top = CommandParser.top

  /// What may stand after a command, when that is known.
  private static func words(of command: CommandEntry) -> String {
    switch command.name {
    case "help": CommandParser.commandNames.joined(separator: " ")
    case "bulk": BulkCommand.all.map(\.name).joined(separator: " ")
    case "completion": allCases.map(\.rawValue).joined(separator: " ")
    default: ""
    }
  }

  /// Text inside single quotes of a POSIX shell.
  private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}

// MARK: - bash

extension ShellCompletion {
  private static var bashText: String {
    var values = ""
    var options = ""
    for command in CommandEntry.all {
      let names = command.names.joined(separator: "|")
      let all = command.options.flatMap(\.names).joined(separator: " ")
      let words = words(of: command).isEmpty ? "" : " words=\(quoted(words(of: command)))"
      options += "    \(names)) options=\(quoted(all))\(words) ;;\n"
      for option in command.options where !option.choices.isEmpty {
        let spellings = option.names.flatMap { name in command.names.map { "\($0):\(name)" } }
        values +=
          "    \(spellings.joined(separator: "|"))) words=\(quoted(option.choices.joined(separator: " "))) ;;\n"
      }
    }
    let files = CommandEntry.all.flatMap { command in
      command.options.filter { $0.placeholder != nil && $0.choices.isEmpty }.flatMap(\.names)
    }
    let taking = Array(Set(files)).sorted().joined(separator: "|")
    return """
      # bash completion of vnb, made by `vnb completion bash`.
      _vnb() {
        local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD - 1]} command='' options='' words='' at
        for ((at = 1; at < COMP_CWORD; at++)); do
          case ${COMP_WORDS[at]} in
          -u | --store | --format) ((at++)) ;;
          -*) ;;
          *)
            command=${COMP_WORDS[at]}
            break
            ;;
          esac
        done
        case $command:$last in
      \(values)  esac
        if [[ -n $words ]]; then
          mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
          return
        fi
        case $last in
        \(taking))
          mapfile -t COMPREPLY < <(compgen -f -- "$word")
          return
          ;;
        esac
        case $command in
      \(options)    '')
            words=\(quoted(CommandParser.commandNames.joined(separator: " ")))
            options=\(quoted(top.flatMap(\.names).joined(separator: " ")))
            ;;
        esac
        if [[ $word == -* ]]; then words=$options; fi
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
        if [[ $word != -* && ( -z $words || -z $command ) ]]; then
          local file
          while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$word")
        fi
      }
      complete -o filenames -F _vnb vnb

      """
  }
}

// MARK: - zsh

extension ShellCompletion {
  private static var zshText: String {
    let commands = CommandEntry.all.flatMap { command in
      command.names.map { "    \(quoted("\($0):\(zshWords(command.summary))"))\n" }
    }
    let cases = CommandEntry.all.map { command in
      "      \(command.names.joined(separator: "|")))\n        _arguments -s \\\n"
        + (command.options.map(zshOption) + ["          \(zshArgument(command))"]).joined(separator: " \\\n")
        + "\n        ;;\n"
    }
    return """
      #compdef vnb
      # zsh completion of vnb, made by `vnb completion zsh`.
      _vnb() {
        local -a commands
        local context state state_descr line
        typeset -A opt_args
        commands=(
      \(commands.joined())  )
        _arguments -C \\
      \(top.map(zshOption).joined(separator: " \\\n")) \\
          '(-): :->first' '(-)*:: :->rest'
        case $state in
          first)
            _describe command commands
            _files
            ;;
          rest)
            case $line[1] in
      \(cases.joined())        *) _files ;;
            esac
            ;;
        esac
      }
      if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _vnb "$@"; else compdef _vnb vnb; fi

      """
  }

  /// `'(-b --batch-size)'{-b,--batch-size}'[rows per batch]:N:'`
  private static func zshOption(_ option: OptionSpec) -> String {
    let value: String
    if let placeholder = option.placeholder {
      let action = option.choices.isEmpty ? zshAction(option) : "(\(option.choices.joined(separator: " ")))"
      value = ":\(placeholder):\(action)"
    } else {
      value = ""
    }
    let others = option.names.count > 1 ? quoted("(\(option.names.joined(separator: " ")))") : ""
    let names = option.names.count > 1 ? "{\(option.names.joined(separator: ","))}" : option.id
    return "          \(others)\(names)" + quoted("[\(zshWords(option.doc))]\(value)")
  }

  private static func zshAction(_ option: OptionSpec) -> String {
    if case .text(let placeholder) = option.kind, ["STORE", "COPY", "FILE", "DIR"].contains(placeholder) {
      return "_files"
    }
    return " "
  }

  private static func zshArgument(_ command: CommandEntry) -> String {
    quoted(words(of: command).isEmpty ? "*:file:_files" : "*:word:(\(words(of: command)))")
  }

  /// Without the signs that mean something to `_arguments`.
  private static func zshWords(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("[", with: "\\[").replacing("]", with: "\\]").replacing(
      ":", with: "\\:")
  }
}

// MARK: - fish

extension ShellCompletion {
  /// The command on the line, past the options before it and their values.
  private static let fishCommand = """
    function __vnb_command
        set -l words (commandline -opc)[2..-1]
        while set -q words[1]
            switch $words[1]
                case -u --store --format
                    set words $words[2..-1]
                case '-*'
                case '*'
                    echo $words[1]
                    return
            end
            set words $words[2..-1]
        end
    end
    function __vnb_is
        contains -- "$(__vnb_command)" $argv
    end
    """

  private static var fishText: String {
    var lines = ["# fish completion of vnb, made by `vnb completion fish`.", fishCommand]
    let first = "-n '__vnb_is \"\"'"
    for command in CommandEntry.all {
      lines += command.names.map { "complete -c vnb \(first) -a \($0) -d \(fishQuoted(command.summary))" }
      let seen = "-n \(fishQuoted("__vnb_is \(command.names.joined(separator: " "))"))"
      lines += command.options.map { "complete -c vnb \(seen) \(fishOption($0))" }
      let words = words(of: command)
      if !words.isEmpty { lines.append("complete -c vnb \(seen) -f -a \(fishQuoted(words))") }
    }
    lines += top.map { "complete -c vnb \(first) \(fishOption($0))" }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func fishOption(_ option: OptionSpec) -> String {
    var words = option.names.map { name in
      name.hasPrefix("--") ? "-l \(name.dropFirst(2))" : "-s \(name.dropFirst())"
    }
    if option.placeholder != nil { words.append("-r") }
    if !option.choices.isEmpty { words.append("-f -a \(fishQuoted(option.choices.joined(separator: " ")))") }
    return (words + ["-d \(fishQuoted(option.doc))"]).joined(separator: " ")
  }

  private static func fishQuoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
