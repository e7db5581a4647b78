// swift-tools-version: 6.3
import PackageDescription

// The order is that of the house: a target imports only what stands above it here.
// Tests/HouseTests holds these arrows against the imports in the sources.

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
  name: "vnb",
  products: [
    .executable(name: "vnb", targets: ["vnb"]),
    .library(name: "Pipeline", targets: ["Pipeline"]),
  ],
  targets: [
    // System libraries, and small C targets: CKernels does the arithmetic, CScan the byte scans, CDigest SHA-256.
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "libisal", providers: [.apt(["libisal-dev", "zlib1g-dev"])]),
    .target(name: "CEdit", linkerSettings: [.linkedLibrary("edit")]),
    .target(name: "CKernels", linkerSettings: [.linkedLibrary("m")]),
    .target(name: "CScan"),
    .target(name: "CDigest"),
    // libpq, opened when it is first needed and never linked.
    .target(name: "CPostgres"),
    // cmark, likewise.
    .target(name: "CMarkdown"),

    // What every room needs and none owns: digests, near names, counts in words.
    .target(name: "Basics", dependencies: ["CDigest"], swiftSettings: strict),

    // The engine.
    .target(name: "Vectors", dependencies: ["CKernels"], swiftSettings: strict),
    .target(name: "Embedding", dependencies: ["Vectors", "CKernels", "Basics"], swiftSettings: strict),
    .target(name: "Formats", dependencies: ["CZlib", "CScan", "Basics"], swiftSettings: strict),
    .target(
      name: "Stores", dependencies: ["Vectors", "CSQLite", "CPostgres", "Basics"], swiftSettings: strict),
    .target(
      name: "Pipeline", dependencies: ["Vectors", "Embedding", "Formats", "Stores"],
      swiftSettings: strict),

    // The language and what a person sees of it.
    .target(name: "Language", dependencies: ["Basics"], swiftSettings: strict),
    .target(
      name: "Modules", path: "stdlib",
      resources: [
        .embedInCode("clusters.vnb"), .embedInCode("eval.vnb"), .embedInCode("sample.vnb"),
        .embedInCode("text.vnb"),
      ],
      swiftSettings: strict),
    .target(name: "Verbs", dependencies: ["Language", "Pipeline", "Modules"], swiftSettings: strict),
    .target(name: "Rendering", dependencies: ["Language"], swiftSettings: strict),
    .target(name: "Notebooks", dependencies: ["Verbs", "Rendering", "CMarkdown"], swiftSettings: strict),
    .target(
      name: "Repl", dependencies: ["Notebooks", "Verbs", "Rendering", "CEdit"],
      swiftSettings: strict),

    // The executables.
    .executableTarget(name: "vnb", dependencies: ["Repl", "Notebooks", "Verbs"], swiftSettings: strict),
    .executableTarget(
      name: "vnb-bench", dependencies: ["Pipeline", "Verbs", "CPostgres"], swiftSettings: strict),
    .executableTarget(name: "vnb-fuzz", dependencies: ["Notebooks", "Verbs"], swiftSettings: strict),

    // The tests.
    .target(name: "Support", path: "Tests/Support", swiftSettings: strict),
    .testTarget(name: "HouseTests", dependencies: ["Support"], swiftSettings: strict),
    .testTarget(name: "SupportTests", dependencies: ["Support"], swiftSettings: strict),
    .testTarget(name: "BasicsTests", dependencies: ["Basics", "CDigest", "Support"], swiftSettings: strict),
    .testTarget(name: "VectorsTests", dependencies: ["Vectors", "Support"], swiftSettings: strict),
    .testTarget(
      name: "EmbeddingTests", dependencies: ["Embedding", "CKernels", "Support"], swiftSettings: strict),
    .testTarget(name: "FormatsTests", dependencies: ["Formats", "Support"], swiftSettings: strict),
    .testTarget(name: "StoresTests", dependencies: ["Stores", "Support"], swiftSettings: strict),
    .testTarget(name: "PipelineTests", dependencies: ["Pipeline", "Support"], swiftSettings: strict),
    .testTarget(name: "LanguageTests", dependencies: ["Language", "Support"], swiftSettings: strict),
    .testTarget(name: "VerbsTests", dependencies: ["Verbs", "Rendering", "Support"], swiftSettings: strict),
    .testTarget(name: "RenderingTests", dependencies: ["Rendering", "Support"], swiftSettings: strict),
    .testTarget(name: "NotebooksTests", dependencies: ["Notebooks", "Support"], swiftSettings: strict),
    .executableTarget(
      name: "repl-probe", dependencies: ["Repl", "Language"], path: "Tests/ReplProbe", swiftSettings: strict),
    .testTarget(name: "ReplTests", dependencies: ["Repl", "repl-probe", "Support"], swiftSettings: strict),
    .testTarget(name: "CommandTests", dependencies: ["Support"], swiftSettings: strict),
    .testTarget(name: "SpecTests", dependencies: ["Support"], swiftSettings: strict),
    .testTarget(name: "SameBytesTests", dependencies: ["Support"], swiftSettings: strict),
    .testTarget(name: "AcceptanceTests", dependencies: ["Support"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
