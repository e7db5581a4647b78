import Support
import Testing

/// The seeds' command lines, and the calls of the language that they stand for.
@Suite struct VerbCallTests {
  @Test(arguments: [
    (
      "json-to-sql data/msmarco_passage_00.gz -t passage -k pid -b 1000 -o ./sql --progress",
      #"load "data/msmarco_passage_00.gz", into: "passage", key: "pid", emit_sql: "./sql", batch_size: 1000"#
    ),
    ("json-to-sql a.gz -t p", #"load "a.gz", into: "p", emit_sql: ".""#),
    ("load a.gz b.gz -t p -k id -b 0", #"load ["a.gz", "b.gz"], into: "p", key: "id", batch_size: 0"#),
    (
      "vectorize -u postgresql://user:pass@localhost:26257/mydb -t passage -i passage -o passage_vector -b 1000 -w 4 --progress",
      #"table "passage" | embed .passage, into: "passage_vector", batch_size: 1000, workers: 4"#
    ),
    (
      "vectorize embed -u postgresql://db -t passage -i passage -o passage_vector -m hf_st_all_minilm_l6 -b 10 -n 1 -w 2 -v",
      #"table "passage" | embed .passage, into: "passage_vector", model: "hf_st_all_minilm_l6", batch_size: 10, batches: 1, workers: 2, verbose: true"#
    ),
    (
      "centroids -u postgresql://db -t passage_table -i passage_vector -c 16 --algorithm kmeans --progress",
      #"table "passage_table" | kmeans .passage_vector, k: 16"#
    ),
    ("kmeans -t p -i v -a minibatch --seed 7", #"table "p" | kmeans .v, algorithm: "minibatch", seed: 7"#),
    ("assign -t p -i v --version 3", #"table "p" | assign .v, version: 3"#),
    (
      "kmeans -tp --input=v --increment --in-place -d",
      #"table "p" | kmeans .v, increment: true, in_place: true, dry_run: true"#
    ),
    (
      "clusters -u postgresql://db -t passage -i passage_vector -b 5000 --workers 4 --progress",
      #"table "passage" | assign .passage_vector, batch_size: 5000, workers: 4"#
    ),
    (
      "vectorize search -u postgresql://db -t passage -i passage -o passage_vector -m hf_st_all_minilm_l6 -l 10 -v text",
      #"table "passage" | search "text", by: .passage_vector, limit: 10, model: "hf_st_all_minilm_l6""#
    ),
    (
      "embed -t p -i t -o v -F --max-idle 0.5",
      #"table "p" | embed .t, into: "v", follow: true, max_idle: 0.5"#
    ),
    (
      "index -u postgresql://db -t p -i v --kind hnsw --m 8 --ef-construction 100 --ef-search 80 --sample 9 -d",
      #"table "p" | index by: .v, kind: "hnsw", m: 8, ef_construction: 100, ef_search: 80, sample: 9, dry_run: true"#
    ),
    (
      "index -t p -i v --kind ivfflat --lists 4 --probes 2",
      #"table "p" | index by: .v, kind: "ivfflat", lists: 4, probes: 2"#
    ),
    (
      "index -t p -i v --m 8 --codes int8 -w 2",
      #"table "p" | index by: .v, m: 8, codes: "int8", workers: 2"#
    ),
    ("index -t p -i v --drop", #"table "p" | index by: .v, drop: true"#),
    ("model list", "models()"), ("vectorize model desc minilm", #"model "minilm""#),
  ])
  func seedLinesWork(_ line: String, _ call: String) throws {
    let run = try CommandLineRun(line.split(separator: " ").map(String.init) + ["--print-call"])
    #expect(run.stdout == call + "\n" && run.exitCode == 0, "\(run.summary)")
  }

  @Test func oddTextsAreQuoted() throws {
    let odd = "a\"b\\c{d}\n\u{1}表"
    let run = try CommandLineRun(
      ["search", "-t", "x\"; drop table t; --", "-i", "b", "-o", "v", "--print-call", "--", odd])
    #expect(
      run.stdout == #"table "x\"; drop table t; --" | search "a\"b\\c\{d\}\n\u{1}表", by: .v"# + "\n",
      "\(run.summary)")
  }

  @Test(arguments: [
    (#"x"; drop table t; --"#, #"."x\"; drop table t; --""#), ("two words", #"."two words""#),
    ("let", #"."let""#), ("select", ".select"), ("表", ".表"), ("{a}", #"."\{a\}""#),
  ])
  func oddColumnsAreQuoted(_ name: String, _ written: String) throws {
    let run = try CommandLineRun(["kmeans", "-t", "t", "-i", name, "--print-call"])
    #expect(run.stdout == #"table "t" | kmeans \#(written)"# + "\n", "\(run.summary)")
  }

  @Test func printCallTouchesNothing() throws {
    let folder = TemporaryFolder()
    let run = try CommandLineRun(
      ["embed", "-t", "p", "-i", "t", "-o", "v", "--print-call"], folder: folder.path)
    #expect(run.exitCode == 0 && Files.list(folder.path).isEmpty)
  }
}
