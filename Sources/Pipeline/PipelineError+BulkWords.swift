import Basics

extension PipelineError {
  /// What went wrong with files of vectors.
  var bulkMessage: String {
    switch self {
    case .notTwoDimensional(let shape):
      "embeddings must be 2-D (N, D), got shape (\(shape.map(String.init).joined(separator: ", ")))"
    case .notFloat32(let type): "embeddings must be float32, got `\(type)`"
    case .otherByteCount(let expected, let actual):
      "embeddings of this shape have \(counted(expected, "byte")), got \(grouped(actual))"
    case .idsLength(let ids, let vectors):
      "ID count mismatch: \(grouped(ids)) IDs vs \(grouped(vectors)) vectors"
    case .noBulkVectors(let file): "`\(file)` holds no vectors"
    case .badRow(let file, let row, let fault): "row \(grouped(row)) of `\(file)` \(fault.words)"
    case .querySize(let file, let expected, let dimension, let actual):
      "`\(file)`: Query size mismatch: expected \(grouped(expected)) bytes (\(grouped(dimension)) dim), got \(grouped(actual))"
    default: ""
    }
  }
}
