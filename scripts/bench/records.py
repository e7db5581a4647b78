#!/usr/bin/env python3
"""Writes N records (default a million) shaped like MS MARCO's passages to OUT.gz, from real passages read from a .ndjson.gz.

Usage: records.py PASSAGES.ndjson.gz OUT.gz [N]. The same input gives the same output.
"""
import gzip
import json
import random
import sys

source, target = sys.argv[1:3]
count = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
with gzip.open(source, "rt", encoding="utf-8") as lines:
    passages = [json.loads(line)["passage"] for line in lines]
rng = random.Random(7)
offset = 0
with gzip.open(target, "wt", compresslevel=6, encoding="ascii", newline="\n") as out:
    for number in range(count):
        if number % len(passages) == 0:
            rng.shuffle(passages)
        text = passages[number % len(passages)]
        start = rng.randrange(10_000)
        middle = start + len(text) // 2
        record = {
            "pid": f"msmarco_passage_00_{offset}",
            "passage": text,
            "spans": f"({start},{middle}),({middle + 1},{start + len(text)})",
            "docid": f"msmarco_doc_00_{offset // 3000}",
        }
        line = json.dumps(record) + "\n"
        offset += len(line) + 1
        out.write(line)
