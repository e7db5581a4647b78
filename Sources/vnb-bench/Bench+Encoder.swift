import Embedding
import FoundationEssentials
import Glibc

extension Bench {
  static let encoder = Bench(
    name: "encoder", about: "DATA_FOLDER [count] [runs]: minilm on real passages, tokens a second",
    run: benchEncoder)
}

/// Encoder on real passages, `vnb-bench encoder DATA_FOLDER [count] [runs]`: tokens a second at one and two workers, the share of
/// the measured FMA peak that the matrix products reach, and the tokenizer alone.
private func benchEncoder(_ arguments: [String]) throws {
  guard let data = arguments.first else {
    return print("usage: vnb-bench encoder DATA_FOLDER [count] [runs]")
  }
  let count = arguments.count > 1 ? Int(arguments[1]) ?? 5000 : 5000
  let runs = arguments.count > 2 ? max(1, Int(arguments[2]) ?? 5) : 5
  let texts = benchPassages(data, count: count)
  let start = Bench.now()
  let model = try ModelRegistry().model(named: "minilm")
  let opened = Bench.now()
  _ = try model.encode(["warm"], workers: 1, isCancelled: nil)
  print(
    "open \(Int((opened - start) * 1000)) ms, load and first vector \(Int((Bench.now() - opened) * 1000)) ms")
  let tokens = tokenCount(model, texts)
  print("\(texts.count) passages, \(tokens) tokens, \(tokens / max(1, texts.count)) each")
  for workers in [1, 2] {
    let peak = Bench.fmaPeak(threads: workers) / 1e9
    let share = EncoderProducts.rate(workers: workers, clock: Bench.now) / 1e9 / peak
    print("\(workers) workers: FMA peak \(Int(peak)) Gop/s, products reach \(Int(share * 100)) %")
    var rates: [Double] = []
    for _ in 0..<runs {
      let before = Bench.now()
      _ = try model.encode(texts, workers: workers, isCancelled: nil)
      rates.append(Double(tokens) / (Bench.now() - before))
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
  let before = Bench.now()
  for text in texts { total += (try? bert.tokens(of: text).count) ?? 0 }
  print("tokenizer alone: \(Int(Double(total) / (Bench.now() - before))) tokens/s")
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
