/// What `vnb new` writes: a notebook that runs as it is and says what each part is for.
public enum NotebookTemplate {
  /// The file's text; `title` is its heading, usually the file's name without `.vnb`.
  public static func text(title: String) -> String {
    let quoted = "\"" + title.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    return front + "title: \(quoted)\n" + settings + "# \(title)\n" + body
  }

  private static let front = """
    ---
    # Settings, one `key: value` a line; also known: store, timeout, check.
    vnb: 1

    """

  private static let settings = """
    # Seed of every random step: the same seed gives the same result.
    seed: 42
    # Columns that tables are fitted to.
    width: 96
    ---

    """

  private static let body = #"""

    Prose is Markdown. What stands in a `vnb` block is run, top to bottom, in a fresh session: a private store that is gone at
    the end, unless the settings name one (`store: "work.db"`). `vnb run FILE` shows the results,
    `vnb update FILE` records them below the cells, and `vnb check FILE` tells whether they still are what the cells give.

    Values that change from run to run are parameters: `vnb run FILE k=3 query="cold water"`. Their cell is the first.

    ```vnb params
    param k: int = 2                 ## clusters
    param query: string = "hot tea"  ## text to search for
    ```

    ## Rows

    A few rows to begin with. Take this cell away once you have a file of your own; the next one, which is skipped now, loads it.

    ```vnb name=rows
    sql "create table note (id integer primary key, text varchar(200))"
    sql """
      insert into note (id, text) values
        (1, 'Tea cools slowly in a thick cup.'), (2, 'The kettle boils.'), (3, 'Rain fell on the tin roof.'),
        (4, 'Clouds gather before the rain.')
      """
    let notes = table "note"
    notes | describe
    ```

    ```vnb name=load skip
    let notes = load "notes.jsonl", into: "note", key: "id"
    notes | describe
    ```

    ## Vectors

    The model "hash" compares words and needs no file; "minilm" compares meaning.

    ```vnb name=embed
    notes | embed .text, into: "vector", model: "hash"
    ```

    ```vnb name=search
    notes | search query, by: .vector, limit: 2
    ```

    ## Clusters

    ```vnb name=clusters
    let km = notes | kmeans .vector, k: k
    notes | assign km;
    km.sizes
    ```

    ## Errors

    A cell that shows an error on purpose says so: `expect=error`.

    ```vnb name=too-many expect=error
    notes | kmeans .vector, k: 0
    ```

    """#
}
