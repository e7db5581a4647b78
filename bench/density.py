#!/usr/bin/env python3
"""Clusters by density, silhouettes and components: vnb beside scikit-learn on the same rows, in one run, with equal labels told.

Usage: density.py [ROWS [COLUMNS [FILE]]]   FILE: row-major float32; without one, rows around 300 centres.
Needs: pip install numpy scikit-learn. The program is .build/release/vnb-bench, or $VNB_BENCH.
"""
import os
import subprocess
import sys
import tempfile
import time

import numpy as np
import sklearn
import sklearn.cluster._hdbscan.hdbscan as tree
from sklearn.cluster import DBSCAN, HDBSCAN
from sklearn.decomposition import PCA
from sklearn.metrics import silhouette_score

PROGRAM = os.environ.get("VNB_BENCH", ".build/release/vnb-bench")


class StableSort:
    """numpy, but equal edges of the spanning tree keep their order: scikit-learn leaves that to the CPU's sort."""

    def __getattr__(self, name):
        return (lambda a: np.argsort(a, kind="stable")) if name == "argsort" else getattr(np, name)


def rows(count, columns, file):
    if file:
        return np.fromfile(file, dtype="<f4", count=count * columns).reshape(count, columns)
    random = np.random.default_rng(1)
    centres = random.normal(size=(300, columns))
    data = centres[random.integers(0, 300, count)] + random.normal(size=(count, columns)) * 0.6
    return (data / np.linalg.norm(data, axis=1, keepdims=True)).astype("<f4")


def ours(what, data, path, *rest):
    with tempfile.NamedTemporaryFile() as out:
        run = subprocess.run([PROGRAM, "density", what, *map(str, data.shape), path, *map(str, rest)],
                             env={**os.environ, "VNB_BENCH_LABELS": out.name}, capture_output=True, text=True, check=True)
        print("vnb          ", run.stdout.strip().replace("\n", "\n              "))
        labels = np.loadtxt(out.name, ndmin=2) if os.path.getsize(out.name) else None
    return labels


def timed(words, body):
    start = time.perf_counter()
    value = body()
    print(f"scikit-learn  {words}: {time.perf_counter() - start:.3g} s", end="")
    return value


def same_up_to_numbers(a, b):
    """Rows whose label differs when each cluster of one is named after the cluster of the other that holds its first row."""
    names = {}
    for left, right in zip(a, b):
        if left >= 0:
            names.setdefault(left, right)
    return sum((names[x] if x >= 0 else -1) != y for x, y in zip(a, b))


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
    columns = int(sys.argv[2]) if len(sys.argv) > 2 else 384
    data = rows(count, columns, sys.argv[3] if len(sys.argv) > 3 else None)
    print(f"{count} x {columns}, scikit-learn {sklearn.__version__}, two threads")
    with tempfile.NamedTemporaryFile(suffix=".f32") as file:
        data.tofile(file)
        file.flush()
        # The radius that makes about half of the rows core rows.
        near = np.sort(np.linalg.norm(data[:200, None, :] - data[None, :5000], axis=2), axis=1)[:, 4]
        eps = float(os.environ.get("EPS") or np.median(near))
        found = ours("dbscan", data, file.name, eps, 5)[:, 0]
        theirs = timed(f"DBSCAN eps={eps:.3f}", lambda: DBSCAN(eps=eps, n_jobs=2).fit(data)).labels_
        print(f", {theirs.max() + 1} clusters, {(found != theirs).sum()} labels differ")
        found = ours("hdbscan", data, file.name)
        if count <= int(os.environ.get("HDBSCAN_ROWS", "5000")):
            tree.np = StableSort()
            theirs = timed("HDBSCAN", lambda: HDBSCAN(copy=True, n_jobs=2).fit(data))
            tree.np = np
            away = np.abs(found[:, 1] - theirs.probabilities_).max()
            print(f", {theirs.labels_.max() + 1} clusters, {same_up_to_numbers(theirs.labels_, found[:, 0])} labels differ, "
                  f"probabilities by {away:.1e} at most")
        found = ours("silhouette", data, file.name)[:, 0]
        score = timed("silhouette_score", lambda: silhouette_score(data, found))
        print(f", {score:.9f}")
        ours("pca", data, file.name)
        for solver in ["covariance_eigh", "randomized"]:
            fitted = timed(f"PCA {solver}", lambda: PCA(2, svd_solver=solver, random_state=1).fit(data))
            print(f", variances {fitted.explained_variance_ * (count - 1) / count}")


main()
