#!/usr/bin/env python3
"""Makes the vectors that the benchmarks run on: `real.npy` and `clustered.npy`, and the same as raw float32 (`.f32`).

real: `--texts` passages of a JSON Lines file (fields pid and passage), encoded by vnb's own encoder with minilm. Encoding takes
minutes, so further rows are mixed: row r is the length-1 mean of text r mod N and a share of 0.2 to 0.6 of another text, drawn at
random. The first N rows are the texts as they are. Mixed rows keep the spectrum and the crowding of real text; they are not texts.
clustered: 300 random unit centres, each row a centre and noise, scaled to length 1.
"""
import argparse
import gzip
import pathlib
import sqlite3
import subprocess

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent


def passages(source, count):
    """Every n-th line, so that the whole file is seen."""
    opened = gzip.open if source.suffix == ".gz" else open
    with opened(source, "rt", encoding="utf-8") as file:
        lines = [line for line in file if line.strip()]
    step = max(1, len(lines) // count)
    return lines[::step][:count]


def encode(vnb, source, count, folder):
    """The vectors of `count` texts, in key order; kept in texts.db and taken from there the next time."""
    database = folder / "texts.db"
    if not database.exists():
        texts = folder / "texts.jsonl"
        texts.write_text("".join(passages(source, count)), encoding="utf-8")
        subprocess.run([vnb, "load", texts, "-t", "passage", "-k", "pid", "-u", database], check=True)
    embed = [vnb, "embed", "-u", database, "-t", "passage", "-i", "passage", "-o", "v", "-m", "minilm"]
    subprocess.run(embed, check=True)
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as store:
        rows = store.execute("select v from passage order by pid").fetchall()
    return np.stack([np.frombuffer(row[0], dtype="<f4") for row in rows])


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype("<f4")


def mixed(texts, count, generator):
    if count <= len(texts):
        return texts[:count]
    own = texts[np.arange(len(texts), count) % len(texts)]
    other = texts[generator.integers(0, len(texts), len(own))]
    share = generator.uniform(0.2, 0.6, (len(own), 1)).astype("f4")
    return np.concatenate([texts, unit(own + share * other)])


def clustered(count, dimension, generator):
    centres = unit(generator.standard_normal((300, dimension)))
    noise = generator.standard_normal((count, dimension)).astype("f4") * 0.045
    return unit(centres[generator.integers(0, 300, count)] + noise)


def keep(folder, name, rows):
    np.save(folder / f"{name}.npy", rows)
    rows.astype("<f4").tofile(folder / f"{name}.f32")
    print(f"{name}: {rows.shape[0]:,} x {rows.shape[1]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=pathlib.Path, nargs="?", help="passages as .jsonl or .ndjson, gzipped or not")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("/tmp/vnb-bench"))
    parser.add_argument("--texts", type=int, default=20_000)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--vnb", default=ROOT / ".build/release/vnb")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(7)
    keep(options.folder, "clustered", clustered(options.rows, 384, generator))
    if options.source or (options.folder / "texts.db").exists():
        texts = encode(options.vnb, options.source, options.texts, options.folder)
        keep(options.folder, "real", mixed(texts, options.rows, np.random.default_rng(11)))


if __name__ == "__main__":
    main()
