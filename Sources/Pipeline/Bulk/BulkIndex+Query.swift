import Formats
import Vectors

/// `query`: the vectors of an index that are nearest to others.
public struct BulkQueryRequest: Sendable {
  public var queries: BulkEmbeddings
  /// Neighbours of each query.
  public var limit = 10
  /// Candidates of a search; nil: those that the recall was measured with, or `limit` when that is more.
  public var ef: Int?
  /// Compares every vector.
  public var exact = false
  public var workers: Int

  public init(queries: BulkEmbeddings, workers: Int) {
    self.queries = queries
    self.workers = workers
  }
}

/// An index file that is open.
public final class OpenBulkIndex: Sendable {
  public let path: BulkPath
  public let index: HNSWIndex

  /// Maps the file and checks it.
  /// - Throws: `VectorsError` for what is no index, is cut short or damaged.
  public init(_ path: BulkPath, workers: Int = 1) throws {
    self.path = path
    do {
      index = try HNSWIndex.open(path.path, workers: workers)
    } catch let error as VectorsError {
      throw error.named(path.display)
    }
  }

  public var info: HNSWInfo { index.info }

  /// Opens a file of queries: raw float32, or `.npy` by its extension; one or more vectors of the index's dimension.
  /// - Throws: ``PipelineError/querySize(file:expected:dimension:actual:)`` for a raw file that holds no whole number of
  ///   vectors; `VectorFileError`, `FormatsError`.
  public func queries(_ file: BulkPath) throws -> BulkEmbeddings {
    let format: VectorFormat = (try? VectorFormat.detect(file.display)) == .npy ? .npy : .rawFloat
    let dimension = info.dimension
    let vectorBytes = dimension.multipliedCapped(by: MemoryLayout<Float>.size)
    do {
      return BulkEmbeddings(
        try VectorFile(path: file.path, display: file.display, format: format, dimension: dimension))
    } catch let error as VectorFileError {
      switch error {
      case .tooSmall where format == .rawFloat, .trailingBytes where format == .rawFloat:
        throw PipelineError.querySize(
          file: file.display, expected: vectorBytes, dimension: dimension, actual: file.size)
      default: throw error
      }
    }
  }

  /// The rows nearest to each query, in the order of the queries; nearer first, then smaller row.
  /// - Throws: ``PipelineError/badRow(file:row:_:)`` for a query that distances cannot be computed on; `VectorsError` for
  ///   another dimension; ``PipelineError/stopped(job:kept:)``.
  public func nearest(_ request: BulkQueryRequest, control: JobControl) throws -> [[Neighbor]] {
    let queries = request.queries
    guard queries.rows.columns == info.dimension else {
      throw VectorsError.dimensionMismatch(expected: info.dimension, actual: queries.rows.columns)
    }
    return try stoppable(job: "index_query", kept: { "nothing was changed" }) {
      try queries.reading {
        do {
          if request.exact { return try exact(request, control) }
          let ef = request.ef ?? max(info.recall?.ef ?? 64, request.limit)
          return try index.search(
            each: queries.rows, limit: request.limit, ef: ef, workers: request.workers,
            isCancelled: control.isCancelled)
        } catch {
          throw PipelineError(rowOf: queries.name, error, element: queries.badElement) ?? error
        }
      }
    }
  }

  /// Rows compared with all queries before the next are read.
  private static let blockRows = 16_384

  /// Every vector is compared, a block of them at a time.
  private func exact(_ request: BulkQueryRequest, _ control: JobControl) throws -> [[Neighbor]] {
    let rows = index.vectors
    let queries = Matrix(rows: request.queries.rows.rows, columns: rows.columns)
    for row in 0..<queries.rows {
      queries.row(row).update(from: request.queries.rows.row(row), count: rows.columns)
    }
    var best = (0..<queries.rows).map { _ in TopK(limit: request.limit) }
    for start in stride(from: 0, to: rows.rows, by: Self.blockRows) {
      let block = Matrix(rows: min(Self.blockRows, rows.rows - start), columns: rows.columns)
      for row in 0..<block.rows { block.row(row).update(from: rows.row(start + row), count: rows.columns) }
      let search = ExactSearch(
        metric: info.metric, limit: request.limit, filter: { [index] in !index.isRemoved($0 + start) },
        workers: request.workers, isCancelled: control.isCancelled)
      for (query, found) in try search.nearest(toEach: queries, in: block).enumerated() {
        for one in found { best[query].offer(Neighbor(index: one.index + start, distance: one.distance)) }
      }
      control.progress(
        Progress(job: "index_query", done: start + block.rows, total: rows.rows, unit: "vectors"))
    }
    return best.map { $0.sorted() }
  }
}
