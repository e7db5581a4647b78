extension WordPieceRun {
  /// Reads a stretch of characters beyond ASCII from `start` and returns where it ends.
  mutating func readBeyondASCII(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    var stop = start
    while stop < end, text[stop] >= 0x80 { stop += 1 }
    for scalar in String(decoding: text[start..<stop], as: UTF8.self).unicodeScalars {
      if isFull { break }
      clean(scalar)
    }
    placePending()
    return stop
  }

  private mutating func clean(_ scalar: Unicode.Scalar) {
    if ScalarClass.isRemoved(scalar) { return }
    let alone = tokenizer.options.splitHan && ScalarClass.isHan(scalar)
    if alone || ScalarClass.isSpace(scalar) {
      placePending()
      endWord()
      if !alone { return }
    }
    if tokenizer.options.stripAccents { decompose(scalar) } else { lower(scalar) }
    if alone { endWord() }
  }

  /// Canonical decomposition without nonspacing marks. The few combining characters that stay are put in canonical
  /// order: by class, keeping the order within a class, up to the next character of class 0.
  private mutating func decompose(_ scalar: Unicode.Scalar) {
    var parts: [Unicode.Scalar] = []
    Decomposition.forEach(scalar) { parts.append($0) }
    for part in parts where !ScalarClass.isAccent(part) {
      let order = part.properties.canonicalCombiningClass.rawValue
      if order == 0 {
        placePending()
        lower(part)
      } else {
        let at = pending.firstIndex { $0.class > order } ?? pending.count
        pending.insert((order, part), at: at)
      }
    }
  }

  private mutating func placePending() {
    if pending.isEmpty { return }
    for mark in pending { lower(mark.scalar) }
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func lower(_ scalar: Unicode.Scalar) {
    guard tokenizer.options.lowercase, scalar.properties.changesWhenLowercased else { return take(scalar) }
    for lowered in scalar.properties.lowercaseMapping.unicodeScalars { take(lowered) }
  }
}
