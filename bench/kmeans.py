#!/usr/bin/env python3
"""k-means and assignment beside faiss and scikit-learn: the same vectors, the same first centroids, as many rounds, two threads.

Times are of the training alone, as medians of several runs taken in turns; inertia is computed here for all of them by one routine.
Run bench/data.py first, and build vnb-bench (see README.md).
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import time

THREADS = "2"
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, THREADS)

import faiss  # noqa: E402
import numpy as np  # noqa: E402
import sklearn.cluster  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent


def inertia(rows, centroids):
    """Mean squared distance to the nearest centroid."""
    squares = (centroids * centroids).sum(axis=1)
    total = 0.0
    for first in range(0, len(rows), 4096):
        block = rows[first : first + 4096]
        scores = squares - 2 * block @ centroids.T
        total += float((scores.min(axis=1) + (block * block).sum(axis=1)).sum(dtype="f8"))
    return total / len(rows)


def timed(body):
    begin = time.perf_counter()
    result = body()
    return time.perf_counter() - begin, result


def faiss_lloyd(rows, start, rounds):
    model = faiss.Kmeans(
        rows.shape[1], len(start), niter=rounds, min_points_per_centroid=1, max_points_per_centroid=len(rows)
    )
    model.train(rows, init_centroids=start.copy())
    return model.centroids


def sklearn_lloyd(rows, start, rounds):
    model = sklearn.cluster.KMeans(len(start), init=start, n_init=1, max_iter=rounds, tol=0, algorithm="lloyd")
    return model.fit(rows).cluster_centers_


def sklearn_minibatch(rows, start, rounds):
    del rounds
    model = sklearn.cluster.MiniBatchKMeans(len(start), init=start, n_init=1, batch_size=max(1024, 4 * len(start)))
    return model.fit(rows).cluster_centers_


RIVALS = {"faiss": faiss_lloyd, "sklearn lloyd": sklearn_lloyd, "sklearn minibatch": sklearn_minibatch}


def vnb(options, path, columns, start, rounds):
    file = options.folder / "start.f32"
    start.astype("<f4").tofile(file)
    command = [options.bench, "clustering", path, str(columns), file, str(rounds), THREADS, "1"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def one(options, name, k):
    path = options.folder / f"{name}.f32"
    rows = np.load(options.folder / f"{name}.npy")
    generator = np.random.default_rng(5)
    start = rows[np.sort(generator.choice(len(rows), k, replace=False))]
    flat = faiss.IndexFlatL2(rows.shape[1])
    flat.add(start)
    seconds, found = {}, {}
    for _ in range(options.runs):
        told = vnb(options, path, rows.shape[1], start, options.rounds)
        seconds.setdefault("vnb", []).append(told["seconds"])
        found["vnb"] = (told["inertia"], told["rounds"])
        seconds.setdefault("vnb assign", []).append(len(rows) / told["assign_rows_per_second"])
        seconds.setdefault("faiss assign", []).append(timed(lambda: flat.search(rows, 1))[0])
        for rival, body in RIVALS.items():
            if rival in options.without or (rival == "sklearn lloyd" and k > options.sklearn_up_to):
                continue
            took, centroids = timed(lambda: body(rows, start, options.rounds))
            seconds.setdefault(rival, []).append(took)
            found[rival] = (inertia(rows, np.asarray(centroids, dtype="f4")), options.rounds)
    report(name, k, len(rows), seconds, found)


def report(name, k, count, seconds, found):
    own = statistics.median(seconds["vnb"])
    print(f"{name}, {count:,} rows, k = {k}")
    for who, (value, rounds) in found.items():
        median = statistics.median(seconds[who])
        print(f"  {who:18} {median:8.3f} s  inertia {value:.5f}  {rounds:3} rounds  {median / own:5.2f} x vnb's time")
    for who in ("vnb assign", "faiss assign"):
        print(f"  {who:18} {count / statistics.median(seconds[who]):10,.0f} rows/s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("/tmp/vnb-bench"))
    parser.add_argument("--bench", default=ROOT / ".build/release/vnb-bench")
    parser.add_argument("--data", nargs="+", default=["real", "clustered"])
    parser.add_argument("-k", type=int, nargs="+", default=[16, 256, 1024])
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--without", nargs="*", default=[], choices=list(RIVALS))
    parser.add_argument("--sklearn-up-to", type=int, default=256, help="the largest k that scikit-learn's Lloyd is run for")
    options = parser.parse_args()
    faiss.omp_set_num_threads(int(THREADS))
    print(f"faiss {faiss.__version__}, scikit-learn {sklearn.__version__}, numpy {np.__version__}, {THREADS} threads")
    for name in options.data:
        for k in options.k:
            one(options, name, k)


if __name__ == "__main__":
    main()
