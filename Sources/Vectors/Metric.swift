import CKernels

/// How two vectors are compared. Smaller is nearer.
public enum Metric: String, Sendable, CaseIterable {
  /// Square root of the sum of squared differences.
  case l2
  /// 1 - similarity, the similarity being the inner product over the product of the lengths.
  case cosine
  /// The negative inner product.
  case ip
  /// Sum of the magnitudes of the differences.
  case l1
  /// Number of elements that are above 0 in one of the two vectors only: the bits in which their signs differ.
  case hamming

  /// Whether distances follow from inner products and lengths, so that a matrix product finds them.
  public var usesProducts: Bool {
    switch self {
    case .l2, .cosine, .ip: true
    case .l1, .hamming: false
    }
  }

  /// Whether the mean of some vectors is the one nearest to them all, as k-means needs.
  public var hasMeans: Bool { self == .l2 || self == .cosine }

  /// Its measure in the kernels: that of `l2` is the squared distance.
  var code: vnb_measure {
    switch self {
    case .l2: VNB_SQUARED_L2
    case .cosine: VNB_COSINE
    case .ip: VNB_NEGATIVE_DOT
    case .l1: VNB_L1
    case .hamming: VNB_HAMMING
    }
  }
}
