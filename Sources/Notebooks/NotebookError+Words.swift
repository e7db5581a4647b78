import Basics

extension NotebookError {
  /// V07xx: 00–09 the file, 10–19 front matter, 20–39 fences and cells, 40–49 a run, 50–59 checking, 60–69 an export.
  public var code: String {
    switch self {
    case .unreadable: "V0700"
    case .unwritable: "V0701"
    case .tooLarge: "V0702"
    case .lineTooLong: "V0703"
    case .nulByte: "V0704"
    case .invalidUTF8: "V0705"
    case .tooManyCells: "V0706"
    case .fileExists: "V0707"
    case .noNotebookName: "V0708"
    case .nothingToSave: "V0745"
    case .unclosedFrontMatter: "V0710"
    case .malformedFrontMatter: "V0711"
    case .unknownKey: "V0712"
    case .repeatedKey: "V0713"
    case .badSetting: "V0714"
    case .newerFormat: "V0715"
    case .unclosedFence: "V0720"
    case .indentedFence: "V0721"
    case .unknownAttribute: "V0722"
    case .repeatedAttribute: "V0723"
    case .badAttribute: "V0724"
    case .repeatedName: "V0725"
    case .paramsNotFirst: "V0726"
    case .paramsWith: "V0727"
    case .outputWithoutCell: "V0728"
    case .repeatedOutput: "V0729"
    case .badHash: "V0730"
    case .repeatedLock: "V0731"
    case .afterLock: "V0732"
    case .malformedLock: "V0733"
    case .expectedError: "V0740"
    case .timedOut: "V0741"
    case .outputTooLong: "V0742"
    case .copyIsNotebook: "V0743"
    case .interrupted: "V0744"
    case .noNotebooks: "V0750"
    case .noCell: "V0751"
    case .noLock: "V0752"
    case .inputsChanged: "V0753"
    case .changedMeanwhile: "V0754"
    case .otherUpdate: "V0755"
    case .unrecordable: "V0756"
    case .hiddenLock: "V0765"
    case .exportIsNotebook: "V0760"
    case .noMarkdownLibrary: "V0761"
    case .exportTooLong: "V0762"
    case .pictureLeftOut: "V0763"
    case .tangledProse: "V0764"
    }
  }

  public var message: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    case .unwritable(let path, let reason): "cannot write \(path): \(reason)"
    case .tooLarge(let path, let bytes):
      "\(path) has \(bytes) bytes; a notebook may have \(NotebookLimits.fileBytes)"
    case .fileExists(let path): "\(path) exists already"
    case .noNotebookName(let path): "`\(path)` is no name for a notebook: it must end in `.vnb`"
    case .nothingToSave: "there is nothing to save: no statement has succeeded yet"
    case .lineTooLong: "this line has more than \(NotebookLimits.lineBytes) bytes"
    case .nulByte: "this line holds a NUL byte; a notebook is text"
    case .invalidUTF8: "this line is not UTF-8"
    case .tooManyCells: "a notebook may have \(NotebookLimits.cells) cells"
    case .unclosedFrontMatter: "the front matter that begins here is never closed"
    case .malformedFrontMatter(let line): "expected `key: value` in the front matter, found `\(line)`"
    case .unknownKey(let key, _): "unknown front matter key `\(key)`"
    case .repeatedKey(let key): "front matter key `\(key)` is given twice"
    case .badSetting(let key, let value, let wanted): "`\(key)` must be \(wanted), got `\(value)`"
    case .newerFormat(let version): "this notebook has format \(version); this vnb reads format 1"
    case .unclosedFence(let kind): "the \(kind) block that begins here is never closed"
    case .indentedFence(let kind): "the fence of a `\(kind)` block must stand at the start of its line"
    case .unknownAttribute(let word, _): "unknown cell attribute `\(word)`"
    case .repeatedAttribute(let key): "cell attribute `\(key)` is given twice"
    case .badAttribute(let key, let value, let wanted): "`\(key)=` must be \(wanted), got `\(value)`"
    case .repeatedName(let name, let line): "the name `\(name)` is already that of the cell at line \(line)"
    case .paramsNotFirst: "the `params` cell must be the first cell"
    case .paramsWith(let word): "a `params` cell cannot be `\(word)`"
    case .outputWithoutCell(let kind): "this `\(kind)` block does not stand right below a cell"
    case .repeatedOutput(let kind): "this cell already has an `\(kind)` block"
    case .badHash(let text): "expected the 8 hex digits of a cell's hash, got `\(text)`"
    case .repeatedLock: "a notebook has one `lock` block"
    case .afterLock(let kind): "this `\(kind)` block stands after the `lock` block, which ends a notebook"
    case .malformedLock(let line): "not a lock entry: `\(line)`"
    case .expectedError(let cell): "\(cell) has `expect=error` but ran without one"
    case .interrupted(let message): message
    case .timedOut(let cell, let seconds):
      "\(cell) ran longer than its timeout of \(shownSeconds(seconds)) s and was stopped"
    case .outputTooLong(let cell): "\(cell) printed more than \(NotebookLimits.recordedBytes >> 20) MB"
    case .copyIsNotebook(let path): "\(path) is the notebook itself, and `run` never writes that"
    case .noNotebooks(let folder): "there is no .vnb file below \(folder)"
    case .noCell(let name, _): "no notebook has a cell `\(name)`"
    case .noLock(let path): "\(path) has no `lock` block"
    case .inputsChanged(let path, let changes):
      "what \(path) is locked to has changed: \(changes.joined(separator: "; "))"
    case .changedMeanwhile(let path): "\(path) was changed while its cells ran"
    case .otherUpdate(let path): "another update is at work on \(path)"
    case .unrecordable(let path, let why): "what \(path) printed cannot stand in a notebook: \(why)"
    case .hiddenLock(let path): "a `<!--` that is never closed would hide the lock of \(path)"
    case .exportIsNotebook(let path): "\(path) is the notebook itself, and an export never writes that"
    case .noMarkdownLibrary(let detail): "writing HTML needs the library cmark: \(detail)"
    case .exportTooLong:
      "the cells of this notebook show more than the \(NotebookLimits.exportedBytes >> 20) MB that an export may hold"
    case .pictureLeftOut(let address, let why): "the picture `\(address)` is left out: \(why)"
    case .tangledProse(let images, let brackets):
      "a paragraph of the prose has \(grouped(images)) `![` and \(grouped(brackets)) `]`: it would take minutes to render"
    }
  }

  public var notes: [String] {
    switch self {
    case .unwritable(let path, _): ["\(path) is as it was"]
    case .inputsChanged(let path, _), .changedMeanwhile(let path), .otherUpdate(let path),
      .unrecordable(let path, _), .hiddenLock(let path):
      ["nothing was written to \(path)"]
    case .fileExists(let path): ["\(path) is as it was"]
    case .exportIsNotebook, .noMarkdownLibrary, .exportTooLong, .tangledProse: ["nothing was written"]
    case .pictureLeftOut: ["its description stands in its place"]
    case .timedOut: ["batches already committed are kept; the same command finishes what is left"]
    default: []
    }
  }

  public var help: String? {
    switch self {
    case .unknownKey(_, let nearest):
      nearest.map { "did you mean `\($0)`?" } ?? "the keys are \(FrontMatter.keys.joined(separator: ", "))"
    case .unknownAttribute(_, let nearest):
      nearest.map { "did you mean `\($0)`?" }
        ?? "the attributes are \(CellAttributes.forms.joined(separator: ", "))"
    case .unclosedFrontMatter: "end it with a line `---`"
    case .unclosedFence: "end it with a line of as many backticks or tildes as it began with"
    case .indentedFence: "take away the spaces before the fence, or indent by four to show it as text"
    case .fileExists: "give another name; at the prompt, `:save! FILE` replaces it"
    case .noNotebookName(let path):
      path.contains(".") ? "for example `demo.vnb`" : "for example `\(path.isEmpty ? "demo" : path).vnb`"
    case .invalidUTF8: "save the file as UTF-8"
    case .outputWithoutCell, .repeatedOutput: "take the block away; running the notebook again makes it anew"
    case .badHash: "take the digits away; running the notebook again makes them anew"
    case .malformedLock: "an entry reads `data PATH sha256:DIGEST rows N` or `model NAME sha256:DIGEST dim N`"
    case .expectedError: "take `expect=error` away if the error is gone for good"
    case .timedOut: "raise `timeout=` of the cell or `timeout:` of the notebook"
    case .copyIsNotebook, .exportIsNotebook: "give `-o` another name"
    case .noMarkdownLibrary: "install the package: apt-get install \(ProseLibrary.package)"
    case .exportTooLong: "show less, such as `head 100` of a table, or hush a statement with `;`"
    case .pictureLeftOut:
      "a page takes in PNG, JPEG, GIF, WebP and SVG from the notebook's folder and those below"
    case .hiddenLock: "end the comment with `-->`"
    case .tangledProse: "cut the paragraph in two, or write `\\![` for what is no image"
    case .newerFormat: "get a newer vnb"
    case .noCell(_, let nearest): nearest.map { "did you mean `\($0)`?" } ?? "cells are named with `name=`"
    case .noLock(let path): "`vnb update \(path)` writes one"
    case .inputsChanged: "bring the old ones back, or take the new ones with `--accept-data`"
    case .changedMeanwhile, .otherUpdate: "run the update again"
    default: nil
    }
  }
}
