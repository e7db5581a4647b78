import Glibc

extension Completer {
  /// Inside a string: words that an option allows, names of tables or models, else file names.
  func inString(_ open: String, _ context: CompletionContext, cursor: Int) -> [Completion] {
    let start = cursor - open.utf8.count
    if let names = namesInString(context) {
      return matching(names.map { ($0, "") }, open, start, closing: context.quote)
    }
    let name = open.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? ""
    let files = Self.files(in: place(String(open.dropLast(name.count))), startingWith: name)
    return matching(files.map { ($0, "") }, name, cursor - name.utf8.count, closing: context.quote)
  }

  private func namesInString(_ context: CompletionContext) -> [String]? {
    switch (context.stageHead, context.option) {
    case (let head, let option?):
      if let choices = parameter(option, of: head)?.choices, !choices.isEmpty { return choices }
      if option == "model" { return places.models() }
      return head == "load" && option == "into" ? places.tables() : nil
    case ("table", nil): return places.tables()
    case ("model", nil): return places.models()
    default: return nil
    }
  }

  private func place(_ parent: String) -> String {
    if parent.hasPrefix("~/"), let home = Terminal.environment("HOME") { return home + parent.dropFirst() }
    return parent.hasPrefix("/") ? parent : folder + "/" + parent
  }

  /// Names in a folder in order, folders with a `/`; hidden ones only when asked for.
  private static func files(in folder: String, startingWith prefix: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while names.count < mostFiles, let entry = readdir(handle) {
      var item = entry.pointee
      let name = withUnsafeBytes(of: &item.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard name != ".", name != "..", name.hasPrefix(prefix) else { continue }
      if name.hasPrefix(".") && prefix.isEmpty { continue }
      var info = stat()
      let isFolder = stat(folder + "/" + name, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
      names.append(isFolder ? name + "/" : name)
    }
    return names.sorted()
  }
}
