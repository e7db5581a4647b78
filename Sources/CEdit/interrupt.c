#include "vnb_edit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

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
