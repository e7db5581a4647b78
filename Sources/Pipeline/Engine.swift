/// What this build is, as it signs the records it leaves in a store.
public enum Engine {
  public static let version = "0.1.0"
  /// Raised whenever the same input may give other results.
  public static let level = 1
  public static var signature: String { "vnb \(version) engine \(level)" }
}
