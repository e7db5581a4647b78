// Swift cannot call libedit's variadic functions, so each option that is used has a function here.
// Everything else of <histedit.h> is called as it is.
#ifndef VNB_EDIT_H
#define VNB_EDIT_H
#include <histedit.h>
#include <stdint.h>

typedef unsigned char (*vnb_edit_function)(EditLine *, wint_t);
typedef char *(*vnb_edit_prompt)(EditLine *);

// An editor on standard input, output and error; reads the locale's character set, UTF-8 where it has none.
EditLine *vnb_edit_open(const char *program);
// Characters between two `escape` characters of the prompt fill no cells.
int vnb_edit_set_prompt(EditLine *el, vnb_edit_prompt prompt, char escape);
// Reads keys by vnb_edit_read_character.
int vnb_edit_set_reader(EditLine *el);
int vnb_edit_set_signals(EditLine *el, int on);
int vnb_edit_set_editor(EditLine *el, const char *name);
int vnb_edit_set_history(EditLine *el, History *history);
int vnb_edit_set_client(EditLine *el, void *client);
void *vnb_edit_client(EditLine *el);
int vnb_edit_add_function(EditLine *el, const char *name, const char *help, vnb_edit_function function);
int vnb_edit_bind(EditLine *el, const char *key, const char *command);
// Draws prompt and text anew from the cursor's present place, which must be the start of a line.
int vnb_edit_redraw(EditLine *el);
int vnb_history_set_size(History *history, int size);
int vnb_history_enter(History *history, const char *text);

// Ctrl-C. The handler is async-signal-safe: it counts and writes one byte to a pipe. System calls are not
// restarted, so a blocked read returns with EINTR.
// Returns the pipe's end to read from, or -1.
int vnb_interrupt_install(void);
// Presses since the last clearing.
int vnb_interrupt_count(void);
void vnb_interrupt_clear(void);
// One character from standard input: 1; 0 at its end; -1 with EINTR when Ctrl-C was pressed, also just before the call.
int vnb_edit_read_character(EditLine *el, wchar_t *character);

// Columns and rows of the terminal behind a descriptor; 0 when there is none.
void vnb_terminal_size(int descriptor, int *columns, int *rows);
#endif
