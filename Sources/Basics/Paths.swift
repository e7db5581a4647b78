import Glibc

/// Where a path given by a person leads: `~/` starts at the home folder, a relative path at `folder`, which may be empty or
/// `.` for the working folder.
public func resolvedPath(_ path: String, in folder: String) -> String {
  if path.hasPrefix("~/"), let home = getenv("HOME") { return String(cString: home) + path.dropFirst() }
  if path.hasPrefix("/") || folder.isEmpty || folder == "." { return path }
  return (folder.hasSuffix("/") ? folder : folder + "/") + path
}
