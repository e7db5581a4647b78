import Support
import Testing

/// The completion files in the shells that read them: what is offered after what was typed.
@Suite struct ShellCompletionTests {
  /// What was typed behind `vnb `, what must be offered and what must not.
  typealias Case = (typed: String, offered: [String], never: [String])
  static let cases: [Case] = [
    ("ru", ["run"], ["check"]), ("-u x.db eva", ["eval"], ["check"]), ("run lan", ["lang.vnb"], ["eval"]),
    ("run --form", ["--format"], ["--store"]), ("-u x.db run --form", ["--format"], ["--store"]),
    ("run --format js", ["json", "jsonl"], ["csv"]), ("run --format t", ["table", "tsv"], ["text"]),
    ("check --format t", ["text"], ["table"]), ("embed --mod", ["--model"], ["--store"]),
    ("export --to i", ["ipynb"], ["html"]), ("completion f", ["fish"], ["bash"]),
    ("help doct", ["doctor"], ["run"]), ("run -u check --form", ["--format"], ["--locked"]),
  ]

  static func place(_ shell: String) -> String? {
    ["/bin/\(shell)", "/usr/bin/\(shell)"].first(where: Files.exists)
  }

  /// A folder with the completion file and a notebook.
  private func folder(_ shell: String, _ name: String) throws -> TemporaryFolder {
    let folder = TemporaryFolder()
    try folder.write("lang.vnb", "")
    try folder.write(name, try CommandLineRun(["completion", shell]).stdout)
    return folder
  }

  private func expect(_ one: Case, _ run: CommandLineRun) {
    #expect(run.exitCode == 0 && run.stderr.isEmpty, "\(run.summary)")
    let words = Set(run.stdout.split { $0.isWhitespace || $0 == "\u{1B}" }.map(String.init))
    for word in one.offered { #expect(words.contains(word), "\(one.typed): \(run.stdout)") }
    for word in one.never { #expect(!words.contains(word), "\(one.typed): \(run.stdout)") }
  }

  @Test(arguments: cases) func bashOffers(_ one: Case) throws {
    let script = """
      source ./vnb.bash
      COMP_WORDS=(vnb \(one.typed))
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _vnb
      echo "${COMPREPLY[*]}"
      """
    let folder = try folder("bash", "vnb.bash")
    expect(one, try CommandLineRun(["-c", script], program: "/bin/bash", folder: folder.path))
  }

  @Test(.enabled(if: place("fish") != nil), arguments: cases) func fishOffers(_ one: Case) throws {
    let folder = try folder("fish", "vnb.fish")
    let settings: [String: String?] = ["HOME": folder.path, "XDG_CONFIG_HOME": nil, "XDG_DATA_HOME": nil]
    let run = try CommandLineRun(
      ["--no-config", "-c", "source vnb.fish; complete -C'vnb \(one.typed)'"],
      program: try #require(Self.place("fish")), environment: settings, folder: folder.path)
    expect(one, run)
  }

  /// A shell on a terminal of its own, where Tab lists and Ctrl-X says that all is told.
  static let zshDriver = """
    zmodload zsh/zpty
    zpty shell "zsh -f -i"
    heard=
    wait_for() {
      local piece
      repeat 600; do
        while zpty -r -t shell piece; do heard+=$piece; done
        [[ $heard == *$1* ]] && return 0
        sleep 0.05
      done
      print -u2 "no $1 in: $heard"
      exit 1
    }
    zpty -w shell "PS1= PROMPT_EOL_MARK= LISTMAX=0 fpath=($PWD \\$fpath); stty cols 200 rows 60 -echo"
    zpty -w shell "autoload -Uz compinit && compinit -u -D; say() { BUFFER=; print -r -- FINI''SHED; }; zle -N say"
    zpty -w shell "bindkey '^I' list-choices; bindkey '^X' say; print -r -- REA''DY"
    wait_for READY
    heard=
    zpty -w -n shell "$1"$'\\t\\x18'
    wait_for FINISHED
    print -r -- "${heard//$'\\e['[0-9;]#[A-Za-z]/ }"
    zpty -d shell
    """

  @Test(.enabled(if: place("zsh") != nil), arguments: cases) func zshOffers(_ one: Case) throws {
    let folder = try folder("zsh", "_vnb")
    try folder.write("drive.zsh", "setopt extended_glob\n" + Self.zshDriver)
    let run = try CommandLineRun(
      ["-f", "drive.zsh", "vnb \(one.typed)"], program: try #require(Self.place("zsh")), folder: folder.path)
    expect(one, run)
  }
}
