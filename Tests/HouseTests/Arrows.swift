/// The arrows of the house: each target and the targets right below it. It may import those and whatever stands below
/// them, nothing else, so that no arrow ever points up.
enum Arrows {
  static let table: [String: [String]] = [
    "CSQLite": [], "CPostgres": [], "CZlib": [], "CEdit": [], "CKernels": [], "CScan": [], "CDigest": [],
    "CMarkdown": [],
    "Basics": ["CDigest"],
    "Vectors": ["CKernels"],
    "Embedding": ["Vectors", "Basics"],
    "Formats": ["CZlib", "CScan", "Basics"],
    "Stores": ["Vectors", "CSQLite", "CPostgres", "Basics"],
    "Pipeline": ["Vectors", "Embedding", "Formats", "Stores"],
    "Language": ["Basics"],
    "Modules": [],
    "Verbs": ["Language", "Pipeline", "Modules"],
    "Notebooks": ["Verbs", "Rendering", "CMarkdown"],
    "Rendering": ["Language"],
    "Repl": ["Notebooks", "Verbs", "Rendering", "CEdit"],
    "vnb": ["Repl", "Notebooks", "Verbs"],
    "vnb-bench": ["Pipeline", "Verbs", "CPostgres"],
    "vnb-fuzz": ["Notebooks", "Verbs"],
  ]

  /// Modules of the toolchain that any target may import.
  static let toolchain: Set<String> = [
    "Glibc", "FoundationEssentials", "Synchronization", "Dispatch", "Swift",
  ]

  /// A C library stays behind the one target that wraps it, and those that the table gives it to. The encoder's
  /// kernels are reached through `Vectors`' target; the bench holds a plain client of its own against vnb's.
  static let wrappers: [String: Set<String>] = [
    "CSQLite": ["Stores"], "CPostgres": ["Stores", "vnb-bench"], "CZlib": ["Formats"], "CEdit": ["Repl"],
    "CKernels": ["Vectors", "Embedding"], "CScan": ["Formats"], "CDigest": ["Basics"],
    "CMarkdown": ["Notebooks"],
  ]

  /// Everything that stands below a target.
  static func below(_ target: String) -> Set<String> {
    var found: Set<String> = []
    var open = table[target] ?? []
    while let next = open.popLast() {
      if found.insert(next).inserted { open += table[next] ?? [] }
    }
    return found
  }

  /// Why `target` may not import `module`; nil when it may.
  static func objection(_ target: String, importing module: String) -> String? {
    if toolchain.contains(module) { return nil }
    guard table[module] != nil else {
      return "\(module) is neither ours nor among the allowed toolchain modules"
    }
    guard below(target).contains(module) else { return "\(module) does not stand below \(target)" }
    if let users = wrappers[module], !users.contains(target) {
      return "\(module) is only for \(users.sorted())"
    }
    return nil
  }
}
