import Notebooks

extension BuiltinCommand {
  static let export = BuiltinCommand(
    name: "export",
    summary: "run a notebook and write it as a page, Markdown, Jupyter notebook, data or program",
    words: "FILE [NAME=VALUE…]",
    options: [
      OptionSpec(
        "--to", kind: .choice(ExportFormat.allCases.map(\.rawValue)),
        doc: "the form: html, md, ipynb, json, script",
        required: true),
      OptionSpec(
        "-o", "--output", kind: .text(placeholder: "PATH"), doc: "where to; - is standard output",
        default: "html and ipynb: beside FILE; others: standard output"),
      OptionSpec("--no-run", doc: "run nothing; take the outputs that FILE holds"), .store, .workers, .cache,
      .cacheFolder, .quiet, .help,
    ],
    notes: [
      "html is one file that asks for nothing outside itself; its tables sort by a click. script is the program, which needs no run.",
      "The file is replaced whole when every cell ran, or not at all. Of a table the first 1,000 rows are shown.",
      "Writing html needs the library cmark (Debian: libcmark0.30.2).",
      "",
      "for example:",
      "  vnb export tour.vnb --to html k=12",
      "  vnb export tour.vnb --to md --no-run | less",
    ])
}
