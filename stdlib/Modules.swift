/// The modules that come with vnb, built into the executable so that it needs no file beside it.
public enum Modules {
  /// Names, in order.
  public static let names = texts.map(\.name)

  /// The notebook text of a module, or nil.
  public static func text(_ name: String) -> String? {
    texts.first { $0.name == name }.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  private static let texts: [(name: String, bytes: [UInt8])] = [
    ("clusters", PackageResources.clusters_vnb), ("eval", PackageResources.eval_vnb),
    ("sample", PackageResources.sample_vnb), ("text", PackageResources.text_vnb),
  ]
}
