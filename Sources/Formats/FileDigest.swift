import CScan

/// SHA-256 of a file's bytes as 64 lower-case hexadecimal digits; `display` names it in errors.
public func fileDigest(_ path: String, display: String? = nil) throws(FormatsError) -> String {
  let file = try InputFile(path: path, display: display ?? path)
  let size = 1 << 18
  let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
  defer { buffer.deallocate() }
  var state = vnb_sha256()
  vnb_sha256_init(&state)
  do throws(SourceFault) {
    while true {
      let got = try file.read(into: buffer, count: size)
      if got == 0 { break }
      vnb_sha256_update(&state, buffer, got)
    }
  } catch {
    throw FormatsError(error, path: display ?? path, line: 1)
  }
  var digest = [UInt8](repeating: 0, count: 32)
  vnb_sha256_final(&state, &digest)
  let digits = Array("0123456789abcdef".utf8)
  return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
