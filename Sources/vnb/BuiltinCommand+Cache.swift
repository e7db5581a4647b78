extension BuiltinCommand {
  static let cache = BuiltinCommand(
    name: "cache", summary: "show or clear the cache of results that runs and checks use", words: "",
    options: [
      OptionSpec("--clear", doc: "remove the results; other files in the folder stay"), .cacheFolder, .help,
    ],
    notes: [
      "`run --cache`, `check`, `update --cache` and `export --cache` keep there what `embed` and `kmeans` made: vectors of a few dozen",
      "texts a file, and centroids. A file is named by the SHA-256 of all that decides its content: the texts or vectors themselves,",
      "the model with its vocabulary, the options, seed and engine; workers and batches are not among it. So a result is found again",
      "whatever the notebook, table or store, and one that might differ is not. `load`, `assign`, `search` and a mini-batch clustering of",
      "fewer than 256 clusters are not kept: to see whether their input is the same takes about as long.",
      "A damaged file is told of, ignored and replaced. The folder is for its owner alone. Of more than 2 GB, what was not used for",
      "longest goes first.",
    ])
}
