#include "vnb_markdown.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

struct vnb_markdown {
  char *(*to_html)(const char *text, size_t length, int options);
};

vnb_markdown *vnb_markdown_open(const char *library, char *error, size_t size) {
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    const char *why = dlerror();
    snprintf(error, size, "%s", why ? why : library);
    return NULL;
  }
  void *symbol = dlsym(handle, "cmark_markdown_to_html");
  vnb_markdown *made = symbol ? malloc(sizeof *made) : NULL;
  if (!made) {
    snprintf(error, size, "%s has no cmark_markdown_to_html", library);
    dlclose(handle);
    return NULL;
  }
  // ISO C has no cast from an object pointer to a function pointer; POSIX promises that this assignment works.
  *(void **)&made->to_html = symbol;
  return made;
}

char *vnb_markdown_html(const vnb_markdown *library, const char *text, size_t length) {
  const int safe = 0;
  return library->to_html(text, length, safe);
}
