import Language
import Testing

@Test func smoke() {
  for text in [
    "1 + 2 * 3", "let x = 5\nx | print", "\"k={1 + 1} {0.5:.3}\"", "tables", "kmeans [1], .v, k: 0",
    "for i in 1..3 { print i }", "fn f(x, k: int = 2) { x * k }\nf 3, k: 4", "[1, 2] | map fn(x) => x + 1",
    "where 1, .n > 2", "select 1, .a, .b, c: .d + 1", "prnt 1", "{a: 1}.a",
    "let t = try { 1 / 0 } catch e { e.code }\nt",
    "fn r(n) { r(n + 1) }\nr 0", "head 1..1000000000000000000, 5", "5\n| print",
    "let y = if true { 1 } else { 2 }; y",
  ] {
    print(text, "=>", run(text))
  }
}
