/// How a page looks: light or dark as the reader's system is, one column to read, and the same on paper without frills.
enum HTMLStyle {
  static let text = """
    :root {
      color-scheme: light dark;
      --paper: #ffffff; --ink: #1f2328; --dim: #5b6570; --line: #d5dbe1; --panel: #f5f7f9;
      --accent: #0b57b0; --keyword: #a8240c; --string: #0d6136; --digits: #7a3ea8; --field: #0b57b0; --wrong: #b3261e;
      --error-paper: #fdf0ef;
      --text: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
      --code: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #14171a; --ink: #dfe3e7; --dim: #98a2ac; --line: #343b42; --panel: #1c2126;
        --accent: #79b4f7; --keyword: #f79a83; --string: #84cf9f; --digits: #cda4ee; --field: #79b4f7; --wrong: #ff8f87;
        --error-paper: #2b1c1b;
      }
    }
    :root { --plot-ink: var(--ink); --plot-faint: var(--dim); }
    * { box-sizing: border-box; }
    html { scroll-padding-top: 1rem; }
    body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 var(--text); }
    .page { max-width: 56rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
    main { min-width: 0; }
    a { color: var(--accent); text-underline-offset: .15em; }
    h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 2rem 0 .75rem; }
    h1 { font-size: 1.9rem; margin-top: .5rem; }
    h2 { font-size: 1.4rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
    h3 { font-size: 1.15rem; }
    .prose { overflow-wrap: break-word; }
    .prose > :not(h1, h2, pre) { max-width: 46rem; }
    .prose pre, .code, .text, .error {
      font: .85rem/1.5 var(--code); margin: 0; padding: .7rem .9rem; overflow-x: auto; tab-size: 4;
    }
    .prose pre { background: var(--panel); border-radius: 6px; margin: 1rem 0; }
    .prose code { font: .875em/1.4 var(--code); background: var(--panel); padding: .1em .3em; border-radius: 4px; }
    .prose pre code { font: inherit; padding: 0; background: none; }
    .prose blockquote { margin: 1rem 0; padding: 0 1rem; color: var(--dim); border-left: 3px solid var(--line); }
    .prose hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0; }
    .prose img { max-width: 100%; height: auto; }
    .left-out { color: var(--dim); font-style: italic; }
    .parameters { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0; font: .85rem/1.5 var(--code); }
    .parameters div { display: flex; max-width: 100%; border: 1px solid var(--line); border-radius: 6px; }
    .parameters dt { padding: .15rem .5rem; color: var(--dim); border-right: 1px solid var(--line); }
    .parameters dd { margin: 0; padding: .15rem .5rem; overflow-wrap: anywhere; min-width: 0; }
    .parameters .given { border-color: var(--accent); }
    .parameters .given dd { font-weight: 600; }
    .cell { position: relative; margin: 1rem 0 1.5rem; border: 1px solid var(--line); border-radius: 6px; overflow: clip; }
    .cell > * + * { border-top: 1px solid var(--line); }
    .cell > .name + * { border-top: 0; }
    .name {
      position: absolute; top: 0; right: 0; padding: .1rem .6rem; font: .75rem/1.6 var(--code); color: var(--dim);
      text-decoration: none; background: var(--panel); border-bottom-left-radius: 6px;
    }
    .name:hover { color: var(--accent); }
    .code { background: var(--panel); }
    .name + .code { padding-top: 1.5rem; }
    .skipped .code { opacity: .65; }
    .keyword { color: var(--keyword); }
    .string { color: var(--string); }
    .number:is(span) { color: var(--digits); }
    .field { color: var(--field); }
    .comment, .doc { color: var(--dim); font-style: italic; }
    .wrong { color: var(--wrong); text-decoration: underline wavy; }
    .error { color: var(--wrong); background: var(--error-paper); }
    .rows { overflow: auto; max-height: 34rem; }
    table { border-collapse: collapse; font-size: .875rem; line-height: 1.45; font-variant-numeric: tabular-nums; }
    th, td { padding: .3rem .9rem; text-align: left; vertical-align: top; }
    td { border-top: 1px solid var(--line); max-width: 40rem; overflow-wrap: break-word; }
    td.long { min-width: 14rem; overflow-wrap: anywhere; }
    th { position: sticky; top: 0; background: var(--paper); box-shadow: inset 0 -1px var(--line); white-space: nowrap; }
    th.number, td.number { text-align: right; overflow-wrap: normal; white-space: nowrap; }
    td.null { color: var(--dim); font-style: italic; }
    th button { all: unset; font-weight: 600; }
    .sorts th button { cursor: pointer; }
    .sorts th button::after { content: "\\2195"; margin-left: .35em; color: var(--dim); opacity: .45; font-weight: 400; }
    .sorts th button:hover, .sorts th button:focus-visible { color: var(--accent); }
    th button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    .sorts th[aria-sort=ascending] button::after { content: "\\2191"; opacity: 1; }
    .sorts th[aria-sort=descending] button::after { content: "\\2193"; opacity: 1; }
    .count { margin: 0; padding: .3rem .9rem; font-size: .8rem; color: var(--dim); }
    .cell > .count { border-top: 1px solid var(--line); }
    figure { margin: 0; padding: .9rem; overflow-x: auto; }
    figure svg { max-width: 100%; height: auto; }
    nav { font-size: .875rem; line-height: 1.4; }
    nav ul { list-style: none; margin: 0; padding: 0; }
    nav li { margin: .35rem 0; }
    nav a { color: var(--dim); text-decoration: none; }
    nav a:hover { color: var(--accent); }
    nav .level-2 { padding-left: .9rem; }
    nav .level-3 { padding-left: 1.8rem; }
    nav { border: 1px solid var(--line); border-radius: 6px; padding: .4rem .9rem; max-height: 16rem; overflow: auto; margin-bottom: 1.25rem; }
    footer { margin-top: 3rem; padding-top: .75rem; border-top: 1px solid var(--line); font-size: .8rem; color: var(--dim); }
    footer p { margin: .2rem 0; overflow-wrap: anywhere; }
    footer code { font-family: var(--code); }
    @media screen and (min-width: 76rem) {
      .with-contents { max-width: 74rem; display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 2.5rem; }
      nav { position: sticky; top: 1.5rem; align-self: start; max-height: calc(100vh - 3rem); border: 0; padding: .6rem 0; }
    }
    @media print {
      :root {
        color-scheme: light;
        --paper: #fff; --ink: #000; --dim: #444; --line: #bbb; --panel: #f5f5f5; --accent: #000; --keyword: #7a1a08;
        --string: #0b4527; --digits: #512a70; --field: #083f80; --wrong: #8a1d17; --error-paper: #fff;
      }
      body { font-size: 10.5pt; }
      .page { max-width: none; padding: 0; }
      nav, .sorts th button::after { display: none; }
      .cell { overflow: visible; }
      .rows { max-height: none; overflow: visible; }
      .code, .text, .error, .prose pre { white-space: pre-wrap; overflow-wrap: anywhere; }
      th { position: static; }
      thead { display: table-header-group; }
      tr, figure, .error { break-inside: avoid; }
      figure svg { max-height: 8.5cm; width: auto; }
      h1, h2, h3, h4 { break-after: avoid; }
      .code { break-after: avoid; }
    }
    """
}
