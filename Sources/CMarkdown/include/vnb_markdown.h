#ifndef VNB_MARKDOWN_H
#define VNB_MARKDOWN_H
#include <stddef.h>

// cmark, the reference implementation of CommonMark in C (https://github.com/commonmark/cmark), opened when the first
// prose is rendered and never linked, so that only an export to HTML needs it.

typedef struct vnb_markdown vnb_markdown;

/// Opens the library. Returns null and writes why into `error` when it is not there. What is opened stays so.
vnb_markdown *vnb_markdown_open(const char *library, char *error, size_t size);

/// CommonMark as HTML, raw HTML left out and dangerous links emptied (the library's default, `CMARK_OPT_SAFE`). Ends with a
/// NUL; freed with `free`; null when memory is gone.
char *vnb_markdown_html(const vnb_markdown *library, const char *text, size_t length);

#endif
