#include "vnb_edit.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

EditLine *vnb_edit_open(const char *program) {
  // Only the character set: numbers and sorting must not depend on the locale.
  if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
  return el_init(program, stdin, stdout, stderr);
}

int vnb_edit_set_prompt(EditLine *el, vnb_edit_prompt prompt, char escape) {
  return el_set(el, EL_PROMPT_ESC, prompt, escape);
}

int vnb_edit_set_reader(EditLine *el) { return el_set(el, EL_GETCFN, vnb_edit_read_character); }

int vnb_edit_set_signals(EditLine *el, int on) { return el_set(el, EL_SIGNAL, on); }

int vnb_edit_set_editor(EditLine *el, const char *name) { return el_set(el, EL_EDITOR, name); }

int vnb_edit_set_history(EditLine *el, History *h) { return el_set(el, EL_HIST, history, h); }

int vnb_edit_set_client(EditLine *el, void *client) { return el_set(el, EL_CLIENTDATA, client); }

void *vnb_edit_client(EditLine *el) {
  void *client = NULL;
  el_get(el, EL_CLIENTDATA, &client);
  return client;
}

int vnb_edit_add_function(EditLine *el, const char *name, const char *help, vnb_edit_function function) {
  return el_set(el, EL_ADDFN, name, help, function);
}

int vnb_edit_bind(EditLine *el, const char *key, const char *command) {
  return el_set(el, EL_BIND, key, command, NULL);
}

int vnb_edit_redraw(EditLine *el) { return el_set(el, EL_REFRESH, NULL); }

int vnb_history_set_size(History *h, int size) {
  HistEvent event;
  return history(h, &event, H_SETSIZE, size);
}

int vnb_history_enter(History *h, const char *text) {
  HistEvent event;
  return history(h, &event, H_ENTER, text);
}

void vnb_terminal_size(int descriptor, int *columns, int *rows) {
  struct winsize size = {0};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) size.ws_col = size.ws_row = 0;
  *columns = size.ws_col;
  *rows = size.ws_row;
}
