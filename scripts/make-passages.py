#!/usr/bin/env python3
"""Writes the small data of the notebooks: short labelled passages, queries about them, and files with mistakes.

usage: scripts/make-passages.py [FOLDER]    default: notebooks/data

Every sentence is put together from the words below, by a counter of our own: the same program always writes the same
bytes, on any machine and with any Python 3.
"""
import json
import os
import sys

# label: (who, does, what, where or when); a sentence has two of the first and third.
TOPICS = {
    "sea": (
        ["harbour pilot", "fishing boat", "lighthouse keeper", "old sailor", "ferry", "small yacht"],
        ["steers past", "waits for", "watches", "follows", "reports", "turns towards"],
        ["rising tide", "buoy in the channel", "foaming reef", "waves beyond the pier", "anchored ships"],
        ["before the tide turns", "while gulls cry over the deck", "in a stiff wind from the coast", "under full sail"]),
    "kitchen": (
        ["cook", "grandmother", "hungry guest", "apprentice chef", "neighbour", "caterer"],
        ["stirs", "tastes", "seasons", "simmers", "serves", "chops herbs for"],
        ["onion soup", "pot of lentil stew", "tomato sauce", "roasted carrots with butter", "spicy curry"],
        ["in a heavy iron pan", "with salt, pepper and garlic", "on the hot stove", "until supper is ready"]),
    "garden": (
        ["gardener", "patient beekeeper", "school class", "aunt", "nursery", "careful botanist"],
        ["plants", "waters", "prunes", "mulches", "weeds around", "shelters"],
        ["rose bushes", "row of bean seedlings", "young apple tree", "tulip bulbs in loose soil", "herb bed"],
        ["in early spring", "beside the compost heap", "with a rusty spade", "while bees visit the blossoms"]),
    "weather": (
        ["forecaster", "cold front", "weather station", "thunderstorm", "evening news", "morning fog"],
        ["announces", "brings", "records", "hides", "is followed by", "drifts away with"],
        ["heavy rain and hail", "sudden drop in temperature", "low clouds over the plain", "gusts and lightning",
         "first snow of winter"],
        ["from the west", "after three dry weeks", "as the barometer falls", "until the sky clears"]),
    "music": (
        ["violinist", "string quartet", "choir", "piano teacher", "jazz trio", "young drummer"],
        ["rehearses", "performs", "records", "improvises on", "hums", "conducts"],
        ["slow waltz", "second symphony", "old melody in minor", "chorus of the opera", "lively song"],
        ["in the concert hall", "with a steady rhythm", "before a quiet audience", "one octave higher than written"]),
    "railway": (
        ["night train", "freight locomotive", "conductor", "signalman", "delayed express", "driver"],
        ["leaves", "approaches", "halts at", "checks", "rattles through", "arrives late at"],
        ["junction station", "platform nine", "long tunnel", "steel viaduct", "level crossing"],
        ["on a single track", "with twelve carriages", "according to the timetable", "while passengers show tickets"]),
    "mountain": (
        ["climber", "rope team", "alpine guide", "hikers", "rescue party", "lone goat"],
        ["crosses", "climbs", "descends", "rests below", "photographs", "avoids"],
        ["narrow ridge", "steep glacier", "granite summit", "scree above the hut", "icy gully"],
        ["at three thousand metres", "with crampons and an axe", "before the snow softens", "along a marked trail"]),
    "workshop": (
        ["carpenter", "skilled turner", "joiner", "cabinet maker", "retired welder", "apprentice"],
        ["planes", "saws", "sands", "measures", "drills", "glues"],
        ["oak table top", "dovetail joint", "walnut drawer", "loose chair leg", "warped plank"],
        ["on the workbench", "with a sharp chisel", "held in a vice", "before the varnish goes on"]),
}

# Topics that arrive later.
LATER = {
    "stars": (
        ["astronomer", "space telescope", "observatory", "amateur stargazer", "night camera"],
        ["observes", "tracks", "photographs", "catalogues", "rediscovers"],
        ["distant galaxy", "moons of Jupiter", "faint comet", "double star", "dusty nebula"],
        ["through a dark lens filter", "on a moonless night", "near the constellation Orion", "for six orbits"]),
}

QUERIES = [
    ("sea", "a ship near the reef at high tide"), ("sea", "sailor watching waves from the pier"),
    ("kitchen", "soup with garlic and pepper"), ("kitchen", "a stew in a heavy iron pan"),
    ("garden", "planting tulip bulbs in spring"), ("garden", "bees around the apple tree blossoms"),
    ("weather", "snow and falling temperature"), ("weather", "thunderstorm with hail from the west"),
    ("music", "a quartet plays a waltz"), ("music", "the choir sings in the concert hall"),
    ("railway", "train late at the station"), ("railway", "tickets on the express"),
    ("mountain", "climbing a steep glacier"), ("mountain", "hikers on the ridge trail"),
    ("workshop", "a joiner repairing a chair"), ("workshop", "sanding oak before varnish"),
]


def sentences(topics, each):
    """`each` sentences of every topic, the topics in turn; no sentence twice."""
    rows = []
    for at in range(each):
        for number, (label, (who, does, what, where)) in enumerate(topics.items()):
            # Strides that have no factor in common with the lists' lengths reach every pairing.
            step = at * 7 + number * 3
            first, second = what[(at * 3 + number) % len(what)], what[(at * 2 + number + 1) % len(what)]
            ending = f"{first} and {second}" if first != second else first
            words = [who[step % len(who)], does[(step // 2 + at) % len(does)], ending,
                     where[(at * 5 + step // 3) % len(where)]]
            text = " ".join(words)
            rows.append((label, text[0].upper() + text[1:] + "."))
    return rows


def lines(rows, first):
    records = [{"id": first + at, "label": label, "text": text} for at, (label, text) in enumerate(rows)]
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else "notebooks/data"
    os.makedirs(folder, exist_ok=True)
    base = sentences(TOPICS, 30)
    assert len({text for _, text in base}) == len(base), "a sentence occurs twice"
    later = sentences(LATER, 20)
    assert len({text for _, text in later}) == len(later), "a later sentence occurs twice"
    files = {
        "passages.jsonl": lines(base, 1),
        "later.jsonl": lines(later, 1001),
        "queries.jsonl": "".join(
            json.dumps({"qid": at + 1, "label": label, "query": text}) + "\n" for at, (label, text) in enumerate(QUERIES)),
        "mistakes.jsonl": '{"id": 1, "text": "A sound record."}\n'
                          '{"id": 2, "text": "The quotes are never closed}\n'
                          '{"id": 3, "text": null}\n'
                          'no record at all\n'
                          '{"id": 4, "text": "Another sound record.", "note": "with a column of its own"}\n',
        "prices.csv": "item,price,remark\n"
                      "tea,3.50,\"in a tin, loose\"\n"
                      "cup,12,\n"
                      "kettle,45.90,\"says \"\"hello\"\" when it boils\"\n",
    }
    for name, text in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8", newline="\n") as file:
            file.write(text)


main()
