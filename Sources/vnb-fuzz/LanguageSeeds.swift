/// Right programs that together use the whole grammar; mutations start from them.
let languageSeeds: [String] = [
  "let x = 1 + 2 * 3 - 4 / 2 % 3\nx = -x\nprint x, \"{x:>8,.2} and {x * 2:%}\"",
  "fn fib(n: int) -> int { if n < 2 { n } else { fib(n - 1) + fib(n - 2) } }\nprint fib(10)",
  "for i in 1..10 { if i == 3 { continue } else if i > 5 { break }\n print i; }",
  "let xs = [1, 2.5, \"three\", null, true, [4]]\nxs[0] = 9\nxs[5][0] = xs[1..-2]\nxs | count | print",
  "let r = {a: 1, \"b c\": {d: [1, 2]}}\nr.a = r[\"b c\"].d[-1]\nr.new = 'raw ''quoted'''\nr",
  "let add = fn(a, b: float = 1.5, ...rest) => a + b\nadd 1, b: 2\nadd(1, 2, 3)\n[1, 2] | map fn(x) { return x * x }",
  "try { 1 / 0 } catch e { print \"{e.code}: {e.message}\" }\nlet y = try { xs } catch e { e.help }",
  "t | where .n > 2 and not (.lang in [\"en\", \"de\"]) | pick .n, k: 3, mode: \"b\", m: .x * 2",
  "tables | count\n5\n| print\nwhile false { 1 }\nlet s = \"\"\"\n  block {1 + 1}\n    line\n  \"\"\"; s",
  "param k: int = 8   ## clusters\nparam q: string = \"why?\"\n## doc of f\n## more\nfn f(t: list<int>, k: int = 2) -> any { t }\nf [k]",
  "use m\nm.four 3\nm.double(2) | print\n.x\nlet c = fn() => fn() => c\nc()()",
  "let n = 0\nwhile n < 100 { n = n + 1; let z = if n == 50 { break } else { n } }\nn",
  "\"a\" < \"b\" or 1 .. 3 == 1..3 and \"x\" in \"xyz\" and not 4 in 1..3",
  "\"日本語 é {\"nested {\"deep\"}\"} \\u{1F600}\\n\"[0..2]",
  "fn deep(n) { if n == 0 { 0 } else { 1 + deep(n - 1) } }\ndeep 900\nlet x = []\nfor i in 1..300 { x = [x] }\nx == x",
  "9223372036854775807 - 1\n-9223372036854775808\n0.1 + 0.2\n1e300 * 1e10\n1_000.5e-3",
]
