import Glibc

struct FuzzUsage: Error, CustomStringConvertible {
  let description: String
}

/// The command line.
struct FuzzOptions {
  var seed: UInt64 = 1
  var count = 1_000_000
  var only: String?
  /// Stops after so many seconds, however many programs are left.
  var seconds = Int.max
  /// Further seed texts from files.
  var seeds: [String] = []

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      switch word {
      case "--seed": seed = UInt64(try FuzzOptions.number(&rest, word))
      case "--count": count = try FuzzOptions.number(&rest, word)
      case "--seconds": seconds = try FuzzOptions.number(&rest, word)
      case "--only": only = rest.popFirst()
      case _ where word.hasPrefix("-"): throw FuzzUsage(description: "unknown option \(word)")
      default: seeds.append(try FuzzOptions.read(word))
      }
    }
  }

  private static func number(_ rest: inout ArraySlice<String>, _ word: String) throws -> Int {
    guard let text = rest.popFirst(), let value = Int(text), value >= 0 else {
      throw FuzzUsage(description: "\(word) needs a whole number")
    }
    return value
  }

  private static func read(_ path: String) throws -> String {
    guard let file = fopen(path, "r") else { throw FuzzUsage(description: "cannot read \(path)") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
