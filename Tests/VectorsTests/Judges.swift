import FoundationEssentials
import Support

@testable import Vectors

/// Plain versions of everything fast, written from the definitions.
enum Judge {
  static func fold(_ lane: [Float]) -> Float {
    var s = [Float](repeating: 0, count: 16)
    for l in 0..<16 {
      let low = lane[l] + lane[16 + l]
      let high = lane[32 + l] + lane[48 + l]
      s[l] = low + high
    }
    for half in [8, 4, 2, 1] { for l in 0..<half { s[l] += s[l + half] } }
    return s[0]
  }

  static func dot(_ a: [Float], _ b: [Float]) -> Float {
    var lane = [Float](repeating: 0, count: 64)
    for i in a.indices {
      let product = a[i] * b[i]
      lane[i % 64] = lane[i % 64] + product
    }
    return fold(lane)
  }

  static func squaredL2(_ a: [Float], _ b: [Float]) -> Float {
    var lane = [Float](repeating: 0, count: 64)
    for i in a.indices {
      let difference = a[i] - b[i]
      let square = difference * difference
      lane[i % 64] = lane[i % 64] + square
    }
    return fold(lane)
  }

  static func l1(_ a: [Float], _ b: [Float]) -> Float {
    var lane = [Float](repeating: 0, count: 64)
    for i in a.indices { lane[i % 64] = lane[i % 64] + abs(a[i] - b[i]) }
    return fold(lane)
  }

  static func distance(_ a: [Float], _ b: [Float], _ metric: Metric) -> Float {
    switch metric {
    case .l2: squaredL2(a, b).squareRoot()
    case .ip: -dot(a, b)
    case .l1: l1(a, b)
    case .hamming: Float(zip(a, b).filter { ($0 > 0) != ($1 > 0) }.count)
    case .cosine:
      Float(min(max(1 - Double(dot(a, b)) / (Double(dot(a, a)) * Double(dot(b, b))).squareRoot(), 0), 2))
    }
  }

  static func unit(_ a: [Float]) -> [Float] {
    let square = dot(a, a)
    if abs(square - 1) <= 0x1p-16 { return a }
    return a.map { $0 / square.squareRoot() }
  }

  /// Nearest centroid by the plain loop: smallest distance, then smallest number.
  static func assign(_ rows: [[Float]], _ centroids: [[Float]], _ metric: Metric) -> Assignment {
    var answer = Assignment(labels: [], squaredDistances: [])
    let centroids = metric == .cosine ? centroids.map(unit) : centroids
    for row in rows {
      let row = metric == .cosine ? unit(row) : row
      var best: (label: Int, distance: Float) = (0, .infinity)
      for (label, centroid) in centroids.enumerated() {
        let distance = metric == .ip ? -dot(row, centroid) : squaredL2(row, centroid)
        if distance < best.distance { best = (label, distance) }
      }
      answer.labels.append(Int32(best.label))
      answer.squaredDistances.append(best.distance)
    }
    return answer
  }

  /// In runs of 2,048 rows, added in order.
  private static func total(_ rows: [[Float]], _ columns: Int) -> [Double] {
    var total = [Double](repeating: 0, count: columns)
    for start in stride(from: 0, to: rows.count, by: 2048) {
      var run = [Double](repeating: 0, count: columns)
      for row in rows[start..<min(rows.count, start + 2048)] {
        for at in 0..<columns { run[at] += Double(row[at]) }
      }
      for at in 0..<columns { total[at] += run[at] }
    }
    return total
  }

  static func mean(_ rows: [[Float]], _ columns: Int) -> [Float] {
    total(rows, columns).map { Float($0 / Double(rows.count)) }
  }

  /// The sum of unit rows scaled to length 1; nil when they cancel out.
  static func direction(_ rows: [[Float]], _ columns: Int) -> [Float]? {
    let total = total(rows, columns)
    let length = total.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 1e-6 * Double(rows.count) ? total.map { Float($0 / length) } : nil
  }

  /// Lloyd's rounds from given centroids, empty clusters by the stated rule. Metric l2 or cosine.
  static func lloyd(_ rows: [[Float]], _ start: [[Float]], maxRounds: Int, _ metric: Metric = .l2) -> (
    centroids: [[Float]], labels: [Int32], distances: [Float], rounds: Int, reseeded: Int
  ) {
    let rows = metric == .cosine ? rows.map(unit) : rows
    var centroids = metric == .cosine ? start.map(unit) : start
    var labels = [Int32](repeating: -1, count: rows.count)
    var rounds = 0
    var reseeded = 0
    while true {
      let before = labels
      var found = assign(rows, centroids, .l2)
      let unmoved = found.labels == before
      let hasEmpty = centroids.indices.contains { cluster in !found.labels.contains(Int32(cluster)) }
      if rounds >= maxRounds || (unmoved && !hasEmpty) {
        return (centroids, found.labels, found.squaredDistances, rounds, reseeded)
      }
      let filledBefore = reseeded
      for cluster in centroids.indices where !found.labels.contains(Int32(cluster)) {
        let movable = rows.indices.filter { row in
          found.squaredDistances[row] > 0 && found.labels.filter { $0 == found.labels[row] }.count > 1
        }
        let farthest = movable.max {
          (found.squaredDistances[$0], -$0) < (found.squaredDistances[$1], -$1)
        }
        guard let farthest else { break }
        found.labels[farthest] = Int32(cluster)
        found.squaredDistances[farthest] = 0
        reseeded += 1
      }
      labels = found.labels
      if unmoved && reseeded == filledBefore {
        return (centroids, labels, found.squaredDistances, rounds, reseeded)
      }
      for cluster in centroids.indices {
        let members = rows.indices.filter { labels[$0] == Int32(cluster) }.map { rows[$0] }
        if members.isEmpty { continue }
        let columns = centroids[cluster].count
        if metric == .l2 { centroids[cluster] = mean(members, columns) }
        if metric == .cosine { centroids[cluster] = direction(members, columns) ?? centroids[cluster] }
      }
      rounds += 1
    }
  }
}

/// Seeded test data.
enum Sample {
  static func rows(_ count: Int, _ columns: Int, seed: UInt64 = 1, spread: Float = 1) -> [[Float]] {
    var stream = SeededStream(seed: seed, name: "test rows")
    return (0..<count).map { _ in (0..<columns).map { _ in Float(stream.bell()) * spread } }
  }

  /// Rows around `centers` random points.
  static func clusters(_ count: Int, _ columns: Int, centers: Int, seed: UInt64 = 1, noise: Float = 0.3)
    -> [[Float]]
  {
    let points = rows(centers, columns, seed: seed &+ 1000)
    var stream = SeededStream(seed: seed, name: "test clusters")
    return (0..<count).map { _ in
      points[stream.below(centers)].map { $0 + Float(stream.bell()) * noise }
    }
  }
}

/// Real data kept outside the tree, or nil.
enum SharedData {
  static let folder: String? = sharedFolder.map { $0 + "/data" }

  static func has(_ path: String) -> Bool {
    guard let folder else { return false }
    return FileManager.default.fileExists(atPath: folder + "/" + path)
  }

  static func bytes(_ path: String) -> Data {
    guard let folder, let data = FileManager.default.contents(atPath: folder + "/" + path) else {
      return Data()
    }
    return data
  }

  /// Comma-separated numbers without the last column, which is the label.
  static func features(_ path: String) throws -> Matrix {
    let lines = String(decoding: bytes(path), as: UTF8.self).split(whereSeparator: \.isNewline)
    return try Matrix(
      copying: lines.map { $0.split(separator: ",").dropLast().compactMap { Float(String($0)) } })
  }

  /// Rows of an fvecs or ivecs file: a little-endian int32 count, then as many 4-byte values, as raw bits.
  static func words(_ path: String) -> [[UInt32]] {
    let all = [UInt8](bytes(path))
    let words = stride(from: 0, to: all.count / 4 * 4, by: 4).map { at in
      UInt32(all[at]) | UInt32(all[at + 1]) << 8 | UInt32(all[at + 2]) << 16 | UInt32(all[at + 3]) << 24
    }
    var rows: [[UInt32]] = []
    var at = 0
    while at < words.count {
      let count = Int(words[at])
      rows.append(Array(words[at + 1...at + count]))
      at += count + 1
    }
    return rows
  }
}
