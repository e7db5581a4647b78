import Basics

/// SHA-256 of a file's bytes as 64 lower-case hexadecimal digits; `display` names it in errors.
public func fileDigest(_ path: String, display: String? = nil) throws(FormatsError) -> String {
  let file = try InputFile(path: path, display: display ?? path)
  let size = 1 << 18
  let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
  defer { buffer.deallocate() }
  var sha = SHA256()
  do throws(SourceFault) {
    while true {
      let got = try file.read(into: buffer, count: size)
      if got == 0 { break }
      sha.add(UnsafeRawBufferPointer(start: buffer, count: got))
    }
  } catch {
    throw FormatsError(error, path: display ?? path, line: 1)
  }
  return hexDigits(sha.digest)
}
