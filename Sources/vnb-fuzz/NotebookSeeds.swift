/// Right notebooks that together use the whole format; mutations start from them.
let notebookSeeds: [String] = [
  "---\nvnb: 1\ntitle: \"Topics: a \\\"first\\\" look\"\nseed: 7\nwidth: 96\ntimeout: 5m\ncheck: numbers\n---\n# Topics\n\n```vnb params\nparam k: int = 8   ## clusters\n```\n\nText.\n\n```vnb name=load\nlet x = 1\nx\n```\n```out 5f2a91c0\n1\n```\n",
  "```vnb name=too-many expect=error timeout=10s\n1 / 0\n```\n```err 91b4dd02\nerror[V0231]: division by zero\n```\n\n```vnb skip check=none\nprint 1\n```\n",
  "Prose with ``` in it\n\n~~~\n```vnb\nnot a cell\n```\n~~~\n\n````vnb\nprint \"```\"\n````\n````out\n```\n````\n\n<!-- ```vnb\nhidden\n``` -->\n",
  "```vnb\r\nlet a  =  1\r\na\r\n```\r\n```out 00000000\r\n1\r\n```\r\n\r\nEnd without a line end",
  "```vnb\nprint 1\n```\n```out\n1\n...\n[..]\n```\n```err\nerror[V0201]: x\n```\n\n```lock\nvnb 0.1.0 engine 1\ndata data/mini.jsonl.gz sha256:9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c9f2c rows 2000\nmodel minilm sha256:53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db dim 384\n```\n",
  "\u{FEFF}# Mark\n\n```vnb name=a check=exact\nfn f(x) { x }\n\nf 1;\n```\n\n```python\nx = 1\n```\n\n   ```\n   indented\n   ```\n",
  "```vnb\n```\n\n```vnb\n\n\n```\n```vnb name=c\n\"\"\"\n```x\n\"\"\"\n```",
]

let notebookWords: [String] = [
  "```", "````", "~~~", "\n```\n", "```vnb\n", "\n```vnb params\n", "```out\n", "```out 00000000\n",
  "```err\n", "```lock\n",
  " name=a", " check=exact", " expect=error", " skip", " timeout=1h", " timeout=1e400s", "---\n", "\n---\n",
  "vnb: 1\n", "seed: -1\n",
  "width: 99999999999999999999\n", "timeout: 0\n", "title: \"", "<!--", "-->", "\r\n", "\r", "\u{FEFF}",
  "\n\n", "    ", "\t", "...",
  "[..]", "data x sha256:00 rows 1\n", "\0", "`",
]
