import CKernels
import Embedding
import FoundationEssentials
import Glibc
import Vectors

/// Encoder on real passages, `vnb-bench encoder DATA_FOLDER [count] [runs]`: tokens a second at one and two workers, the share of
/// the measured FMA peak that the matrix products reach, and the tokenizer alone.
func benchEncoder(_ arguments: [String]) throws {
  guard let data = arguments.first else {
    return print("usage: vnb-bench encoder DATA_FOLDER [count] [runs]")
  }
  let count = arguments.count > 1 ? Int(arguments[1]) ?? 5000 : 5000
  let runs = arguments.count > 2 ? max(1, Int(arguments[2]) ?? 5) : 5
  let texts = benchPassages(data, count: count)
  let start = seconds()
  let model = try ModelRegistry().model(named: "minilm")
  let opened = seconds()
  _ = try model.encode(["warm"], workers: 1, isCancelled: nil)
  print("open \(milliseconds(opened - start)), load and first vector \(milliseconds(seconds() - opened))")
  let tokens = tokenCount(model, texts)
  print("\(texts.count) passages, \(tokens) tokens, \(tokens / max(1, texts.count)) each")
  for workers in [1, 2] {
    let peak = fmaPeak(workers: workers)
    let share = productRate(workers: workers) / peak
    print("\(workers) workers: FMA peak \(Int(peak)) Gop/s, products reach \(Int(share * 100)) %")
    var rates: [Double] = []
    for _ in 0..<runs {
      let before = seconds()
      _ = try model.encode(texts, workers: workers, isCancelled: nil)
      rates.append(Double(tokens) / (seconds() - before))
    }
    rates.sort()
    let whole = rates[runs - 1] * 21.3e-3 / peak
    print(
      "  tokens/s best \(Int(rates[runs - 1])), median \(Int(rates[runs / 2])); whole pass \(Int(whole * 100)) % of peak"
    )
  }
}

private func tokenCount(_ model: any EmbeddingModel, _ texts: [String]) -> Int {
  guard let bert = model as? BertModel else { return 0 }
  var total = 0
  let before = seconds()
  for text in texts { total += (try? bert.tokens(of: text).count) ?? 0 }
  print("tokenizer alone: \(Int(Double(total) / (seconds() - before))) tokens/s")
  return total
}

/// `count` passages spread evenly over the first 5,000 of MS MARCO, XQuAD and Cranfield, of about 84 tokens each.
private func benchPassages(_ folder: String, count: Int) -> [String] {
  struct Record: Decodable { let passage: String }
  var texts: [String] = []
  for set in ["msmarco-v1-4k", "xquad-en", "cranfield"] {
    guard let pipe = popen("zcat '\(folder)/\(set)/passages.ndjson.gz'", "r") else { continue }
    defer { pclose(pipe) }
    var line: UnsafeMutablePointer<CChar>?
    var room = 0
    while case let length = getline(&line, &room, pipe), length > 0, let line {
      let bytes = Data(bytes: line, count: length)
      if let record = try? JSONDecoder().decode(Record.self, from: bytes) { texts.append(record.passage) }
    }
    free(line)
  }
  let all = min(texts.count, 5000)
  return (0..<min(count, all)).map { texts[$0 * all / count] }
}

/// Gop/s of bare fused multiply-adds.
private func fmaPeak(workers: Int) -> Double {
  best(workers: workers) { _ in vnb_fma_peak_run(vnb_simd_level(), 1_000_000) }
}

/// Gop/s of the four products of a layer of minilm on a batch of 200 tokens.
private func productRate(workers: Int) -> Double {
  let (rows, hidden, inner) = (200, 384, 1536)
  let inputs = (0..<workers).map { _ in Matrix(rows: rows, columns: inner) }
  let weights = (0..<workers).map { _ in Matrix(rows: 1, columns: inner * hidden) }
  let outputs = (0..<workers).map { _ in Matrix(rows: rows, columns: inner) }
  return best(workers: workers) { worker in
    let (a, w, c) = (inputs[worker], weights[worker], outputs[worker])
    var operations = 0.0
    for _ in 0..<3 {
      for (n, k) in [(3 * hidden, hidden), (hidden, hidden), (inner, hidden), (hidden, inner)] {
        vnb_gemm(a.base, a.stride, rows, w.base, n, k, nil, c.base, c.stride)
        operations += 2 * Double(rows) * Double(n) * Double(k)
      }
    }
    return operations
  }
}

/// Best rate of several runs, in 10⁹ operations a second over all workers.
private func best(workers: Int, _ body: @Sendable (Int) -> Double) -> Double {
  var best = 0.0
  for _ in 0..<10 {
    let rates = Matrix(rows: workers, columns: 1)
    parallelFor(workers, workers: workers) { worker in
      let before = seconds()
      let operations = body(worker)
      rates.row(worker)[0] = Float(operations / (seconds() - before) / 1e9)
    }
    best = max(best, (0..<workers).reduce(0.0) { $0 + Double(rates.row($1)[0]) })
  }
  return best
}

private func milliseconds(_ seconds: Double) -> String { "\(Int(seconds * 1000)) ms" }

private func seconds() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
}
