#!/usr/bin/env python3
"""Loads a .gz of records into a keyed DuckDB table with read_json and prints the rate: the rival of `vnb-bench load`."""
import os
import sys
import time

import duckdb

source, threads = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2
target = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"vnb-bench-{os.getpid()}.duckdb")
try:
    start = time.perf_counter()
    db = duckdb.connect(target, config={"threads": threads})
    db.execute("create table passage(pid text primary key, passage text, spans text, docid text)")
    db.execute("insert into passage select pid, passage, spans, docid from read_json(?, format='newline_delimited')"
               " on conflict do nothing", [source])
    rows = db.execute("select count(*) from passage").fetchone()[0]
    db.close()
    seconds = time.perf_counter() - start
    print(f"duckdb {duckdb.__version__}: {rows} rows in {seconds:.2f} s, {rows / seconds:,.0f} rows/s")
finally:
    if os.path.exists(target):
        os.remove(target)
