import Language

/// A parsed `.vnb` file: CommonMark with four reserved kinds of fenced block, `vnb`, `out`, `err` and `lock`.
///
/// The blocks tile the file: their bytes put together are the file's bytes, so a tool can replace some blocks and
/// leave all others as they are, byte for byte.
public struct Notebook: Sendable {
  /// The whole file under the name errors show.
  public let source: SourceText
  /// The file's bytes as they were read.
  public let bytes: [UInt8]
  public let frontMatter: FrontMatter
  public let blocks: [Block]
  public let cells: [Cell]
  public let lock: Lock?
  /// How lines of this file end: the first line's way.
  public let newline: String
}

extension Notebook {
  /// A stretch of whole lines of the file.
  public struct Block: Sendable {
    /// What a block is.
    public enum Kind: Sendable, Equatable {
      case frontMatter, prose, lock
      /// A `vnb` fence; the number indexes ``Notebook/cells``.
      case cell(Int)
      /// An `out` or `err` fence of that cell.
      case output(cell: Int, OutputKind)
    }
    public let kind: Kind
    /// Bytes of the file, line ends and fences included.
    public let range: Range<Int>
    /// The number of its first line, from 1.
    public let firstLine: Int
  }

  /// What a cell printed, or the error it ended in.
  public enum OutputKind: String, Sendable, Equatable { case out, err }

  /// A piece of program with what it printed when it was last recorded.
  public struct Cell: Sendable {
    /// Place among the cells, from 0.
    public let index: Int
    public let attributes: CellAttributes
    /// The program. Its first line is numbered as in the file; lines end in a newline whatever the file uses.
    public let source: SourceText
    /// First 8 hex digits of the SHA-256 of the program's UTF-8 bytes, lines ended by a newline.
    public let hash: String
    /// Bytes of the program in the file, the fences left out.
    public let sourceRange: Range<Int>
    /// The line of the opening fence.
    public let fenceLine: Int
    public var out: Recorded?
    public var err: Recorded?

    /// `load`, or `cell 3` when it has no name.
    public var title: String { attributes.name ?? "cell \(index + 1)" }
  }

  /// The text of an `out` or `err` fence.
  public struct Recorded: Sendable {
    /// The hash of the program that printed it; nil when the fence carries none.
    public let hash: String?
    /// The text, lines ended by a newline.
    public let text: String
    public let firstLine: Int
  }
}

/// How a recorded output is compared with a new one.
public enum CheckMode: String, Sendable, CaseIterable { case exact, numbers, shape, none }
