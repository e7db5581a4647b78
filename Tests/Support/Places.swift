import Glibc

/// An environment variable; nil when unset or empty.
public func environment(_ name: String) -> String? {
  guard let value = getenv(name) else { return nil }
  let text = String(cString: value)
  return text.isEmpty ? nil : text
}

/// The checkout: the folder that holds Package.swift.
public let packageFolder: String = {
  // Tests/Support/Places.swift stands three levels below it.
  let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
  return parts.dropLast(3).joined(separator: "/")
}()

/// Real data for tests: the folder in `VNB_SHARED`, or `shared` beside the checkout; nil when there is none.
/// Tests that need it are skipped by name: `@Test(.enabled(if: sharedFolder != nil))`.
public let sharedFolder: String? = {
  let place = environment("VNB_SHARED") ?? "\(packageFolder)/../shared"
  return Files.isFolder(place) ? place : nil
}()

/// The all-MiniLM-L6-v2 folder that set-up installs; nil when it is absent.
public let modelFolder: String? = {
  let home = environment("XDG_DATA_HOME") ?? environment("HOME").map { "\($0)/.local/share" }
  guard let home else { return nil }
  let folder = "\(home)/vnb/models/all-MiniLM-L6-v2"
  return Files.exists("\(folder)/model.safetensors") ? folder : nil
}()

/// The program under test: `VNB_BINARY`, or this checkout's debug build.
public let vnbBinary: String = environment("VNB_BINARY") ?? "\(packageFolder)/.build/debug/vnb"
