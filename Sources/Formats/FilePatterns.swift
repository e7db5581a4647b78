import Basics
import Glibc

/// A file to read: where it is, and how to name it to the person who asked for it.
public struct MatchedFile: Sendable, Equatable {
  public let path: String
  public let display: String
}

/// The files that names and patterns stand for, in the order given; the matches of one pattern in the order of their
/// bytes, whatever the locale. `*`, `?` and `[a-z]` match within one folder level and not a leading dot; a name that exists
/// as it is written is no pattern. Relative names start at `folder`, `~/` at the home folder.
public func matchFiles(_ patterns: [String], folder: String) throws(FormatsError) -> [MatchedFile] {
  var files: [MatchedFile] = []
  for pattern in patterns { files += try matchFiles(pattern, folder: folder) }
  return files
}

private func matchFiles(_ pattern: String, folder: String) throws(FormatsError) -> [MatchedFile] {
  let full = resolvedPath(pattern, in: folder)
  if let kind = fileKind(full) {
    if kind == .folder { throw .isFolder(path: pattern) }
    if access(full, R_OK) != 0 { throw .cannotOpen(path: pattern, errno: errno) }
    return [MatchedFile(path: full, display: pattern)]
  }
  guard
    pattern.utf8.contains(where: {
      $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[")
    })
  else { throw .cannotOpen(path: pattern, errno: errno) }
  let isMoved = full != pattern
  let prefix = isMoved && !pattern.hasPrefix("~/") ? folder + (folder.hasSuffix("/") ? "" : "/") : ""
  let found = expand(isMoved && !prefix.isEmpty ? escaped(prefix) + pattern : full)
    .filter { fileKind($0) == .file }
    .sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  if found.isEmpty { throw .noMatch(pattern: pattern) }
  return found.map { MatchedFile(path: $0, display: String($0.dropFirst(prefix.count))) }
}

private enum FileKind { case file, folder }

/// Nil when it cannot be seen; `errno` says why.
private func fileKind(_ path: String) -> FileKind? {
  var status = stat()
  guard stat(path, &status) == 0 else { return nil }
  return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
}

private func escaped(_ text: String) -> String {
  var result = ""
  for character in text.unicodeScalars {
    if "*?[]\\".unicodeScalars.contains(character) { result.unicodeScalars.append("\\") }
    result.unicodeScalars.append(character)
  }
  return result
}

private func expand(_ pattern: String) -> [String] {
  var matches = glob_t()
  defer { globfree(&matches) }
  guard glob(pattern, GLOB_NOSORT, nil, &matches) == 0 else { return [] }
  return (0..<Int(matches.gl_pathc)).compactMap { index in matches.gl_pathv[index].map { String(cString: $0) }
  }
}
