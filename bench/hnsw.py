#!/usr/bin/env python3
"""Graph indexes: vnb beside faiss, hnswlib and usearch on the same rows, in one run, with recall beside every speed.

Usage: hnsw.py [FILE.f32 COLUMNS]   row-major float32, taken as directions; without it 100,000 x 384 around 300 centres.
The first 500 rows (or a tenth) are the queries. m 16, efConstruction 100, inner products of unit rows, 1 and 2 threads.
Needs bench/requirements.txt, bench/requirements-search.txt and hnswlib 0.8.0, which pip compiles. The program is .build/release/vnb-bench, or $VNB_BENCH.
"""
import os
import subprocess
import sys
import tempfile
import time

import faiss
import hnswlib
import numpy as np
from usearch.index import Index

PROGRAM = os.environ.get("VNB_BENCH", ".build/release/vnb-bench")
EFS = [10, 20, 30, 40, 60, 100, 200, 400]


def rows():
    if len(sys.argv) > 2:
        data = np.fromfile(sys.argv[1], dtype="<f4").reshape(-1, int(sys.argv[2]))
    else:
        random = np.random.default_rng(1)
        centres = random.normal(size=(300, 384))
        data = centres[random.integers(0, 300, 100_500)] + random.normal(size=(100_500, 384)) * 0.6
    return np.ascontiguousarray(data / np.linalg.norm(data, axis=1, keepdims=True), dtype="<f4")


class Faiss:
    def __init__(self, data):
        faiss.omp_set_num_threads(2)
        self.index = faiss.IndexHNSWFlat(data.shape[1], 16, faiss.METRIC_INNER_PRODUCT)
        self.index.hnsw.efConstruction = 100
        self.index.add(data)

    def search(self, queries, ef, threads):
        faiss.omp_set_num_threads(threads)
        self.index.hnsw.efSearch = ef
        return self.index.search(queries, 10)[1]


class Hnswlib:
    def __init__(self, data):
        self.index = hnswlib.Index("ip", data.shape[1])
        self.index.init_index(len(data), M=16, ef_construction=100, random_seed=1)
        self.index.set_num_threads(2)
        self.index.add_items(data)

    def search(self, queries, ef, threads):
        self.index.set_num_threads(threads)
        self.index.set_ef(ef)
        return self.index.knn_query(queries, 10)[0]


class Usearch:
    def __init__(self, data, dtype="bf16"):
        self.index = Index(ndim=data.shape[1], metric="ip", dtype=dtype, connectivity=16, expansion_add=100)
        self.index.add(np.arange(len(data)), data, threads=2)

    def search(self, queries, ef, threads):
        self.index.expansion_search = ef
        return self.index.search(queries, 10, threads=threads).keys


def figures(name, make, data, queries, truth):
    start = time.time()
    index = make(data)
    print(f"{name}: build {len(data) / (time.time() - start):.0f} vectors/s with 2 threads")
    for ef in EFS:
        rates = []
        for threads in (1, 2):
            start, rounds = time.time(), 0
            while time.time() - start < 0.3:
                found = index.search(queries, ef, threads)
                rounds += 1
            rates.append(rounds * len(queries) / (time.time() - start))
        hits = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(found, truth)])
        print(f"ef {ef}: recall@10 {hits:.3f}, 1 thread(s) {rates[0]:.0f} queries/s, 2 thread(s) {rates[1]:.0f} queries/s")


def main():
    everything = rows()
    asked = min(500, len(everything) // 10)
    queries, data = everything[:asked], everything[asked:]
    with tempfile.NamedTemporaryFile(suffix=".f32") as file:
        everything.tofile(file.name)
        for codes in ("none", "int8"):
            name = f"{file.name}:{data.shape[1]}"
            subprocess.run([PROGRAM, "hnsw", name, "16", "100", codes, "cosine"], check=True)
    exact = faiss.IndexFlatIP(data.shape[1])
    exact.add(data)
    truth = exact.search(queries, 10)[1]
    for name, make in (("faiss", Faiss), ("hnswlib", Hnswlib), ("usearch bf16", Usearch)):
        figures(name, make, data, queries, truth)


main()
