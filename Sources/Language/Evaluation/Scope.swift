/// Names and their values, nested: a block's scope looks in the one around it. Not thread-safe: it belongs to one interpreter.
public final class Scope: @unchecked Sendable {
  struct Entry {
    let key: UInt64
    let name: String
    var value: Value
  }

  private(set) var parent: Scope?
  private(set) var entries: [Entry] = []
  /// Places by name once the entries are too many to be searched one by one.
  private var places: [String: Int] = [:]
  private static let searchedOneByOne = 12
  /// Verbs live in the outermost scope and cannot be assigned to.
  let holdsVerbs: Bool

  private let graveyard: Graveyard

  public init() {
    self.parent = nil
    self.holdsVerbs = false
    self.graveyard = Graveyard()
  }

  /// The outermost scope, of verbs.
  init(verbs: [Verb]) {
    self.parent = nil
    self.holdsVerbs = true
    self.graveyard = Graveyard()
    for verb in verbs { define(verb.signature.name, .function(verb)) }
  }

  init(parent: Scope) {
    self.parent = parent
    self.holdsVerbs = false
    self.graveyard = parent.graveyard
  }

  private func place(_ key: UInt64, _ name: String) -> Int? {
    if entries.count > Scope.searchedOneByOne { return places[name] }
    for index in entries.indices where entries[index].key == key && entries[index].name == name {
      return index
    }
    return nil
  }

  func lookUp(_ name: Name) -> Value? {
    var scope: Scope? = self
    while let here = scope {
      if let index = here.place(name.key, name.text) { return here.entries[index].value }
      scope = here.parent
    }
    return nil
  }

  /// The value of a name here or in a scope around.
  public func value(of name: String) -> Value? {
    let key = Name.key(of: name)
    var scope: Scope? = self
    while let here = scope {
      if let index = here.place(key, name) { return here.entries[index].value }
      scope = here.parent
    }
    return nil
  }

  /// Makes the name here, or rebinds it.
  func define(_ name: Name, _ value: Value) { define(key: name.key, name.text, value) }

  /// Makes or rebinds a name in this scope.
  public func define(_ name: String, _ value: Value) { define(key: Name.key(of: name), name, value) }

  private func define(key: UInt64, _ name: String, _ value: Value) {
    if let index = place(key, name) {
      entries[index].value = value
      return
    }
    entries.append(Entry(key: key, name: name, value: value))
    if entries.count > Scope.searchedOneByOne {
      if places.isEmpty {
        for (index, entry) in entries.enumerated() { places[entry.name] = index }
      } else {
        places[name] = entries.count - 1
      }
    }
  }

  /// A name of this scope only that is new to it, as the parameters of a call are.
  func defineNew(_ key: UInt64, _ name: String, _ value: Value) {
    if entries.count >= Scope.searchedOneByOne {
      define(key: key, name, value)
    } else {
      entries.append(Entry(key: key, name: name, value: value))
    }
  }

  /// Changes a name where it was made. False when there is none.
  func change(_ name: Name, _ body: (inout Value) throws -> Void) rethrows -> Bool {
    var scope: Scope? = self
    while let here = scope, !here.holdsVerbs {
      if let index = here.place(name.key, name.text) {
        try body(&here.entries[index].value)
        return true
      }
      scope = here.parent
    }
    return false
  }

  /// Forgets every name.
  func clear() {
    let dead = entries
    entries = []
    places = [:]
    graveyard.bury(dead, nil)
  }

  /// Every name that can be seen from here, nearest first.
  var visibleNames: [String] {
    var names: [String] = []
    var scope: Scope? = self
    while let here = scope {
      names += here.entries.map(\.name)
      scope = here.parent
    }
    return names
  }

  deinit {
    let parentDies = parent != nil && isKnownUniquelyReferenced(&parent)
    guard parentDies || entries.contains(where: { $0.value.mayHoldScope }) else { return }
    graveyard.bury(entries, parentDies ? parent : nil)
  }
}

extension Value {
  fileprivate var mayHoldScope: Bool {
    switch self {
    case .function, .row, .list, .record: true
    default: false
    }
  }
}

/// Frees chains of scopes and closures without recursion: a chain of a million closures must not overflow the stack.
/// One for all scopes of an interpreter.
final class Graveyard {
  private var isDraining = false
  private var entries: [[Scope.Entry]] = []
  private var parents: [Scope] = []

  func bury(_ dead: [Scope.Entry], _ parent: Scope?) {
    if !dead.isEmpty { entries.append(dead) }
    if let parent { parents.append(parent) }
    guard !isDraining else { return }
    isDraining = true
    while let last = entries.popLast() { withExtendedLifetime(last) {} }
    while let last = parents.popLast() {
      withExtendedLifetime(last) {}
      while let last = entries.popLast() { withExtendedLifetime(last) {} }
    }
    isDraining = false
  }
}
