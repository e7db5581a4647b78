import Support
import Testing

/// The SIMD levels of the kernels. `VNB_SIMD` asks for one; where the processor lacks it the program takes a lower one, and
/// a test of it would show nothing.
enum SIMDLevel: String, Sendable {
  case portable, avx2, avx512

  private static let flags: Set<Substring> = {
    let text = (try? Files.readText("/proc/cpuinfo")) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("flags") }
    return Set(line?.split(separator: " ") ?? [])
  }()

  /// True when the program runs at this level here.
  var isHere: Bool {
    switch self {
    case .portable: true
    case .avx2: Self.flags.isSuperset(of: ["avx2", "fma"])
    case .avx512:
      Self.flags.isSuperset(of: ["avx2", "fma", "avx512f", "avx512dq", "avx512bw", "avx512vl"])
    }
  }
}

/// A locale with a comma in numbers and an i of its own, compiled into a folder of the tests' own where the system has none:
/// a program that is told of a locale that is absent quietly goes on in C, and the test would show nothing.
enum Turkish {
  static let name = "tr_TR.UTF-8"
  private static let folder = TemporaryFolder.untilExit()

  /// What makes a program Turkish: the variable that names the locale, and where it lies.
  static func environment(_ variable: String) -> [String: String?] {
    ["LC_ALL": nil, "LOCPATH": isInstalled ? nil : folder.path].merging([variable: name]) { $1 }
  }

  private static let isInstalled = decimalPoint([:]) == ","

  /// True when a program that asks gets the locale.
  static let isHere: Bool = {
    if isInstalled { return true }
    let made = try? CommandLineRun(
      ["-i", "tr_TR", "-f", "UTF-8", folder.file(name)], program: "/usr/bin/localedef", folder: "/")
    return made?.exitCode == 0 && decimalPoint(["LOCPATH": folder.path]) == ","
  }()

  private static func decimalPoint(_ changes: [String: String?]) -> String? {
    let run = try? CommandLineRun(
      ["decimal_point"], program: "/usr/bin/locale", environment: changes.merging(["LC_ALL": name]) { $1 })
    return run?.stdout.split(separator: "\n").first.map(String.init)
  }
}
