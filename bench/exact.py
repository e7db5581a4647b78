#!/usr/bin/env python3
"""Exact nearest neighbours beside faiss and usearch: the same vectors and queries, two threads, medians; answers compared.

Needs faiss-cpu, numpy and usearch from PyPI (bench/requirements.txt, bench/requirements-search.txt), and a release build of
vnb-bench. Vectors are `--data` as raw float32, or random ones in clusters made here. Runs take turns, so that all meet the same machine.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import time

THREADS = 2
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, str(THREADS))

import faiss  # noqa: E402
import numpy as np  # noqa: E402
import usearch  # noqa: E402
from usearch.index import MetricKind, search as usearch_search  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent


def clustered(rows, columns):
    generator = np.random.default_rng(1)
    centers = generator.standard_normal((300, columns), dtype=np.float32)
    points = centers[generator.integers(0, 300, rows)]
    points += generator.standard_normal((rows, columns), dtype=np.float32) * 0.6
    return points / np.linalg.norm(points, axis=1, keepdims=True)


def seconds(runs, body):
    took = []
    for _ in range(runs):
        begin = time.perf_counter()
        body()
        took.append(time.perf_counter() - begin)
    return statistics.median(took)


def vnb(options, path, columns):
    command = [options.bench, "exact", path, str(columns), str(options.queries), str(options.limit)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def rivals(rows, queries, limit):
    """name -> (one query, all queries) for l2."""
    flat = faiss.IndexFlatL2(rows.shape[1])
    flat.add(rows)
    found = {"faiss flat": (lambda: flat.search(queries[:1], limit), lambda: flat.search(queries, limit))}
    for name, kind in (("f32", np.float32), ("f16", np.float16), ("i8", np.int8)):
        scale = 127 if kind is np.int8 else 1
        codes, asked = (rows * scale).astype(kind), (queries * scale).astype(kind)
        found[f"usearch exact {name}"] = tuple(
            lambda part=part, codes=codes: usearch_search(
                codes, part, limit, MetricKind.L2sq, exact=True, threads=THREADS)
            for part in (asked[:1], asked))
    return found


def shape(options, rows, path):
    count = min(options.queries, len(rows))
    queries = rows[np.arange(count) * len(rows) // count]
    bodies = rivals(rows, queries, options.limit)
    ours, theirs = [], {name: ([], []) for name in bodies}
    for _ in range(options.turns):
        ours.append(vnb(options, path, rows.shape[1]))
        for name, (one, many) in bodies.items():
            if any(name.startswith(word) for word in options.without):
                continue
            theirs[name][0].append(seconds(9, one))
            theirs[name][1].append(seconds(1, many))
    own = {key: statistics.median(run[key] for run in ours) for key in ours[0]}
    print(f"\n{len(rows):,} x {rows.shape[1]}, {count:,} queries, k = {options.limit}")
    for metric in ("l2", "cosine", "ip", "l1", "hamming"):
        line = f"vnb {metric}: one {own[f'one_{metric}_ms']:.2f} ms ({own[f'one_{metric}_of_reading']:.0%} of memory reading)"
        if f"many_{metric}_s" in own:
            line += f", all {own[f'many_{metric}_s']:.3f} s ({own[f'many_{metric}_of_peak']:.0%} of the FMA peak)"
        print(line)
    for storage in ("float16", "bfloat16", "int8", "bit"):
        print(f"vnb {storage}, candidates measured again: one {own[f'one_{storage}_ms']:.2f} ms, "
              f"all {own[f'many_{storage}_s']:.3f} s, recall {own[f'recall_{storage}']:.3f}")
    for name, (one, many) in theirs.items():
        if one:
            print(f"{name}: one {statistics.median(one) * 1e3:.2f} ms, all {statistics.median(many):.3f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", default=ROOT / ".build/release/vnb-bench")
    parser.add_argument("--data", type=pathlib.Path, help="raw float32; else clustered vectors are made")
    parser.add_argument("--columns", type=int, default=384)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--limit", type=int, default=10)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--without", nargs="*", default=[], help="rivals to leave out, by the start of their names")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("/tmp/vnb-bench"))
    options = parser.parse_args()
    faiss.omp_set_num_threads(THREADS)
    print(f"faiss {faiss.__version__}, usearch {usearch.__version__}, numpy {np.__version__}, {THREADS} threads")
    path = options.data
    if path:
        rows = np.fromfile(path, dtype="<f4").reshape(-1, options.columns)
    else:
        options.folder.mkdir(parents=True, exist_ok=True)
        path = options.folder / f"exact-{options.rows}x{options.columns}.f32"
        rows = clustered(options.rows, options.columns)
        rows.astype("<f4").tofile(path)
    shape(options, rows, path)


if __name__ == "__main__":
    main()
