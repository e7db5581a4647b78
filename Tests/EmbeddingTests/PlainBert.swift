import Glibc

/// The forward pass in plain loops and double precision, from the paper's formulas: the judge of the fast one.
struct PlainBert {
  let model: TinyModel
  let weights: [String: [Float]]

  init(_ model: TinyModel) {
    self.model = model
    weights = model.weights
  }

  func vector(_ ids: [Int32]) -> [Double] {
    var rows = ids.enumerated().map { position, id in
      (0..<model.hidden).map { at in
        value("embeddings.word_embeddings.weight", Int(id) * model.hidden + at)
          + value("embeddings.position_embeddings.weight", position * model.hidden + at)
          + value("embeddings.token_type_embeddings.weight", at)
      }
    }
    rows = rows.map { norm($0, "embeddings.LayerNorm") }
    for layer in 0..<model.layers { rows = self.layer(rows, "encoder.layer.\(layer).") }
    let mean = (0..<model.hidden).map { at in rows.reduce(0) { $0 + $1[at] } / Double(rows.count) }
    let length = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return mean.map { $0 / length }
  }

  private func layer(_ rows: [[Double]], _ at: String) -> [[Double]] {
    let queries = rows.map { linear($0, at + "attention.self.query") }
    let keys = rows.map { linear($0, at + "attention.self.key") }
    let values = rows.map { linear($0, at + "attention.self.value") }
    let width = model.hidden / model.heads
    let attended = queries.map { query -> [Double] in
      (0..<model.heads).flatMap { head -> [Double] in
        let part = head * width..<(head + 1) * width
        let terms = keys.map { key in
          exp(part.reduce(0) { $0 + query[$1] * key[$1] } / Double(width).squareRoot())
        }
        let sum = terms.reduce(0, +)
        return part.map { column in zip(terms, values).reduce(0) { $0 + $1.0 * $1.1[column] } / sum }
      }
    }
    let middle = zip(rows, attended).map { row, new in
      norm(zip(row, linear(new, at + "attention.output.dense")).map(+), at + "attention.output.LayerNorm")
    }
    return middle.map { row in
      let inner = linear(row, at + "intermediate.dense").map { $0 / 2 * (1 + erf($0 / 2.0.squareRoot())) }
      return norm(zip(row, linear(inner, at + "output.dense")).map(+), at + "output.LayerNorm")
    }
  }

  private func value(_ name: String, _ at: Int) -> Double { Double(weights[name]?[at] ?? .nan) }

  private func linear(_ x: [Double], _ name: String) -> [Double] {
    (0..<(weights[name + ".bias"]?.count ?? 0)).map { row in
      x.indices.reduce(value(name + ".bias", row)) {
        $0 + x[$1] * value(name + ".weight", row * x.count + $1)
      }
    }
  }

  private func norm(_ x: [Double], _ name: String) -> [Double] {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    return x.indices.map {
      (x[$0] - mean) / (variance + 1e-12).squareRoot() * value(name + ".weight", $0)
        + value(name + ".bias", $0)
    }
  }
}
