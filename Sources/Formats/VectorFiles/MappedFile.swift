import CScan
import Glibc

/// A file's bytes, mapped and never copied. Bytes are valid as long as the object.
///
/// Another program may change or cut the file meanwhile. Reading never ends the program then: what is missing reads as
/// zeros, and ``requireUnchanged()``, asked before a result is given out, throws.
public final class MappedFile: @unchecked Sendable {
  /// As it was named by the person who asked for it.
  public let display: String
  public let path: String
  public let size: Int
  public let base: UnsafeRawPointer
  private let descriptor: Int32
  private let guardNumber: Int32
  private let stamp: Stamp
  private let spare: UnsafeMutableRawPointer?

  /// What tells that a file was written to.
  private struct Stamp: Equatable {
    var size: Int
    var seconds: Int
    var nanoseconds: Int

    init(_ status: stat) {
      size = Int(status.st_size)
      seconds = status.st_mtim.tv_sec
      nanoseconds = status.st_mtim.tv_nsec
    }
  }

  /// Maps the whole file.
  /// - Throws: ``FormatsError`` when it cannot be opened or is a folder or no regular file; ``VectorFileError/cannotMap(path:errno:)``.
  public init(path: String, display: String) throws {
    if let kind = specialKind(path) { throw FormatsError.notAFile(path: display, kind: kind) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FormatsError.cannotOpen(path: display, errno: errno) }
    do {
      let status = try Self.status(descriptor, display)
      stamp = Stamp(status)
      size = stamp.size
      if size == 0 {
        let room = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
        room.initializeMemory(as: UInt8.self, repeating: 0, count: 64)
        (spare, base, guardNumber) = (room, UnsafeRawPointer(room), -1)
      } else {
        guard let mapped = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), mapped != MAP_FAILED else {
          throw VectorFileError.cannotMap(path: display, errno: errno)
        }
        (spare, base, guardNumber) = (nil, UnsafeRawPointer(mapped), vnb_guard_mapping(mapped, size))
      }
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
    self.display = display
    self.descriptor = descriptor
  }

  deinit {
    vnb_release_mapping(guardNumber)
    if let spare { spare.deallocate() } else { munmap(UnsafeMutableRawPointer(mutating: base), size) }
    close(descriptor)
  }

  private static func status(_ descriptor: Int32, _ display: String) throws -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FormatsError.cannotOpen(path: display, errno: errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return status
    case S_IFDIR: throw FormatsError.isFolder(path: display)
    default: throw VectorFileError.notRegular(path: display)
    }
  }

  /// Tells the system that the bytes are read once, from first to last.
  func willReadInOrder() {
    if size > 0 { madvise(UnsafeMutableRawPointer(mutating: base), size, MADV_SEQUENTIAL) }
  }

  func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    let range = range.clamped(to: 0..<size)
    return UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
  }

  /// Refuses to go on when somebody wrote to the file since it was opened: what was read is not one state of it.
  /// - Throws: ``VectorFileError/changed(path:)``.
  public func requireUnchanged() throws {
    var status = stat()
    guard vnb_mapping_was_cut(guardNumber) == 0, fstat(descriptor, &status) == 0, Stamp(status) == stamp
    else {
      throw VectorFileError.changed(path: display)
    }
  }

  /// Runs work on the bytes. When the file changed meanwhile, that is the error, whatever else the work met: it may have
  /// stumbled over the very bytes that went missing.
  public func reading<T>(_ work: () throws -> T) throws -> T {
    let result: T
    do {
      result = try work()
    } catch {
      try requireUnchanged()
      throw error
    }
    try requireUnchanged()
    return result
  }
}
