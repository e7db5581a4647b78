#define _GNU_SOURCE  // ppoll
#include "vnb_edit.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

static atomic_int presses;
static atomic_int notify = -1;

static void on_interrupt(int signal_number) {
  (void)signal_number;
  int saved = errno;
  atomic_fetch_add(&presses, 1);
  int descriptor = atomic_load(&notify);
  if (descriptor >= 0) {
    // The pipe does not block; when it is full the reader has been told already.
    ssize_t ignored = write(descriptor, "!", 1);
    (void)ignored;
  }
  errno = saved;
}

int vnb_interrupt_install(void) {
  int ends[2];
  if (pipe(ends) != 0) return -1;
  for (int i = 0; i < 2; i++) fcntl(ends[i], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFL, O_NONBLOCK);
  struct sigaction action = {0};
  action.sa_handler = on_interrupt;
  sigemptyset(&action.sa_mask);
  atomic_store(&notify, ends[1]);
  if (sigaction(SIGINT, &action, NULL) != 0) return -1;
  return ends[0];
}

int vnb_interrupt_count(void) { return atomic_load(&presses); }

void vnb_interrupt_clear(void) { atomic_store(&presses, 0); }

// Waits for input or SIGINT. The signal is let through only while waiting, so that a press just before is not slept over.
// 1: input; -1: pressed, or an error.
static int wait_for_input(int descriptor) {
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGINT);
  if (sigprocmask(SIG_BLOCK, &blocked, &before) != 0) return 1;
  sigset_t waiting = before;
  sigdelset(&waiting, SIGINT);
  struct pollfd input = {.fd = descriptor, .events = POLLIN};
  int ready = 0;
  while (ready == 0) {
    if (atomic_load(&presses) > 0) {
      errno = EINTR;
      ready = -1;
    } else {
      int count = ppoll(&input, 1, NULL, &waiting);
      if (count > 0 || (count < 0 && errno != EINTR)) ready = 1;
    }
  }
  int saved = errno;
  sigprocmask(SIG_SETMASK, &before, NULL);
  errno = saved;
  return ready;
}

int vnb_edit_read_character(EditLine *el, wchar_t *character) {
  (void)el;
  char bytes[MB_LEN_MAX];
  size_t count = 0;
  while (count < sizeof bytes) {
    if (wait_for_input(STDIN_FILENO) < 0) return -1;
    ssize_t length = read(STDIN_FILENO, bytes + count, 1);
    if (length < 0 && errno == EINTR) continue;
    if (length <= 0) return (int)length;
    count++;
    mbstate_t state;
    memset(&state, 0, sizeof state);
    size_t used = mbrtowc(character, bytes, count, &state);
    if (used == (size_t)-2) continue;
    if (used != (size_t)-1) return 1;
    // Not UTF-8: the first byte is dropped, as the editor's own reader does.
    count = 0;
  }
  return -1;
}
