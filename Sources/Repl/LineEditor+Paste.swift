import CEdit

extension LineEditor {
  /// Called behind `ESC[200~`: takes everything up to `ESC[201~` as text.
  func paste() -> UInt8 {
    let end = Array("\u{1B}[201~".unicodeScalars)
    var pasted: [Unicode.Scalar] = []
    while true {
      var character: wchar_t = 0
      // The narrow `el_getc` fails on characters outside ASCII.
      guard el_wgetc(handle, &character) == 1 else { break }
      pasted.append(LineEditor.scalar(character))
      if pasted.last == "~" && pasted.count >= end.count && pasted.suffix(end.count).elementsEqual(end) {
        pasted.removeLast(end.count)
        break
      }
    }
    insert(Transcript.cleaned(LineEditor.string(pasted), prompt: prompt, isComplete: questions.isComplete))
    return UInt8(CC_REFRESH)
  }
}
