/// Right notebooks whose cells run: every kind of output, lock and prose. Mutations start from them.
let runnableSeeds: [String] = [
  "---\nvnb: 1\ntitle: \"Small <b>things</b> & others\"\nseed: 7\nwidth: 60\n---\n# Small things\n\n*Prose* with a [link](https://example.com/?a=1&b=2), <script>alert(1)</script>,\n[a bad one](javascript:alert(2)) and an ![image](https://example.com/t.png \"t\").\n\n```vnb params\nparam k: int = 3  ## how many\nparam word: string = \"none\"\n```\n\n## Tables\n\n```vnb name=pets\nlet pets = [{name: \"<img src=x onerror=alert(3)>\", age: null, w: 4.125}, {name: \"'Bo' & 表\", age: 12, w: 0.5}]\npets | where .w > 0\nprint \"</pre><script>alert(4)</script> k={k} {word}\"\n[1, 2, k]\n{a: 1, b: \"x\"}\npets | bar .name, .w\n```\n\n## Tables\n\n```vnb expect=error\n1 / 0\n```\n\n```vnb skip\nnever()\n```\n",
  "```vnb name=load\nlet t = load \"rows.jsonl\", into: \"p\", key: \"id\"\nt | embed .t, into: \"v\", model: \"hash-32\"\nt | kmeans .v, k: 2\n```\n```out 00000000\nversion  1\n...\ninertia  [..]\n```\n\nMore.\n\n```vnb check=shape\nt | search \"row\", by: .v, limit: 2\n```\n\n```lock\nvnb 0.1.0 engine 1\ndata rows.jsonl sha256:9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c rows 5\n```\n",
  "\u{FEFF}---\r\ntitle: CRLF\r\n---\r\n\r\n1. a\r\n2. b\r\n   - c\r\n   > d\r\n\r\n```vnb\r\nprint \"a\\tb\"\r\n1 + 1\r\n```\r\n```out 5f2a91c0\r\na\tb\r\n3\r\n```\r\n\r\nThe end, without a line end",
  "> quote\n> > deeper\n\n| no | table |\n|---|---|\n\n<div onclick=\"x()\">\n\n```vnb check=exact\n0.1 + 0.2\nlet f = fn(x) => x * 2\n[f(1), f(2.5)] | map fn(x) => x\n```\n```out\n0.30000000000000004\n[2, 5.0]\n```\n\n</div>\n\n<!-- hidden -->\n\n[ref]: <data:text/html,x> 'title'\n\n[ref] and ![ref] and <http://a.b/c?d=e&f> and &#106;avascript:\n\nSetext\n======\n\nSetext\n------\n\n    indented code <b>\n\n``` text\nfenced <i>\n```\n",
  "```vnb\n[{x: 1, y: 2.5, g: \"a\"}, {x: 2, y: -1, g: \"b\"}, {x: 3, y: 0, g: \"</svg>\"}] | line .x, .y\nhist([1, 2, 2, 3, 9.5])\n[{x: 1, y: 2, g: \"a\"}] | scatter .x, .y, color: .g\n```\n",
]

/// Pieces of Markdown and HTML that have broken other programs.
let proseWords: [String] = [
  "[a](javascript:alert(1))", "[a](<java\tscript:x>)", "[a](&#106;avascript:x)", "![a](//evil)",
  "[x]: data:x 'y'\n", "[x]",
  "<script>", "</script>", "<img src=x onerror=y>", "<a href='x'>", "</div>", "<!--", "-->", "<![CDATA[",
  "<?php", "<http://a\"b>",
  "\n# h\n", "\n## in-a\n", "\nh\n===\n", "> ", "\n- ", "\n1. ", "  ", "\n    ", "*", "**", "_", "`", "![",
  "](", "\\", "&amp;", "&#0;",
  "&lt;script&gt;", "\n***\n", "\u{202E}", "\u{0}", "\u{85}", "\u{2028}", "\u{FFFE}", "é", "👩‍👧", "İ", "</svg>",
  "</title>", "]]>",
  " | bar .name, .w", "print \"</pre>\"", "\"\\u{1B}[2J\"", "```text\n", "\n```\n",
]
