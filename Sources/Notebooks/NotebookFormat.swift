import Basics
import Language

extension Notebook {
  /// The file with every cell's program rewritten by `format`; all else stays byte for byte. As formatting changes no
  /// meaning, a recorded output that was up to date stays so: its hash follows its cell's.
  /// A cell that is to fail may be no program; then it is left as it is.
  public func formatted(_ format: (SourceText) throws -> String) rethrows -> [UInt8] {
    let programs = try cells.map { cell in
      do { return try format(cell.source) } catch {
        guard cell.attributes.expectsError else { throw error }
        return cell.source.program
      }
    }
    var text: [UInt8] = []
    for block in blocks {
      switch block.kind {
      case .cell(let index) where programs[index] != cells[index].source.program:
        let inner = cells[index].sourceRange
        text += bytes[block.range.lowerBound..<inner.lowerBound]
        text += ended(programs[index]).utf8
        text += bytes[inner.upperBound..<block.range.upperBound]
      case .output(let index, let kind) where programs[index] != cells[index].source.program:
        text += rehashed(block, cells[index], kind, SHA256.hex(Array(programs[index].utf8), digits: 8))
      default: text += bytes[block.range]
      }
    }
    return text
  }

  /// In this file's line ends, the last line ended.
  private func ended(_ program: String) -> String {
    guard !program.isEmpty else { return "" }
    let whole = program.hasSuffix("\n") ? program : program + "\n"
    return newline == "\n"
      ? whole : whole.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: newline)
  }

  /// The block with the cell's new hash, when it carried the old one.
  private func rehashed(_ block: Block, _ cell: Cell, _ kind: OutputKind, _ hash: String) -> [UInt8] {
    let old = Array(cell.hash.utf8)
    let recorded = kind == .out ? cell.out?.hash : cell.err?.hash
    let whole = bytes[block.range]
    guard recorded == cell.hash, let at = whole.firstRange(of: old) else { return Array(whole) }
    return Array(whole[..<at.lowerBound]) + hash.utf8 + whole[at.upperBound...]
  }
}

extension SourceText {
  /// The whole text as a string.
  var program: String { String(decoding: utf8, as: UTF8.self) }
}
