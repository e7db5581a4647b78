/// The one script of a page: a click on a column's name sorts by it, upwards, downwards, and back as it was.
/// Nulls come last; text is compared by code units, so that no locale has a say.
enum HTMLScript {
  static let text = #"""
    (() => {
      "use strict";
      const value = (cell, isNumber) => {
        const text = cell.dataset.exact ?? cell.textContent;
        if (!isNumber) return text;
        return /^-?\d+$/.test(text) ? BigInt(text) : Number(text);
      };
      const started = new WeakMap();
      const sort = (header) => {
        const body = header.closest("table").tBodies[0];
        if (!started.has(body)) started.set(body, [...body.rows]);
        const next = { ascending: "descending", descending: "none" }[header.getAttribute("aria-sort")] ?? "ascending";
        for (const other of header.parentElement.cells) other.removeAttribute("aria-sort");
        if (next === "none") return body.append(...started.get(body));
        header.setAttribute("aria-sort", next);
        const isNumber = header.classList.contains("number");
        const sign = next === "ascending" ? 1 : -1;
        const rows = started.get(body).map((row) => {
          const cell = row.cells[header.cellIndex];
          return { row, isNull: cell.classList.contains("null"), key: value(cell, isNumber) };
        });
        rows.sort((a, b) => a.isNull - b.isNull || sign * (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
        body.append(...rows.map((item) => item.row));
      };
      document.documentElement.classList.add("sorts");
      for (const button of document.querySelectorAll("th > button"))
        button.addEventListener("click", () => sort(button.parentElement));
    })();
    """#
}
