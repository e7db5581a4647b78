#define _GNU_SOURCE
#include "include/vnb_mapping.h"
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PLACES = 256 };

static struct {
  _Atomic uintptr_t start, end; // start 0: free; 1: being filled in
  atomic_int was_cut;
} places[PLACES];

static struct sigaction before;
static uintptr_t page_size;
static pthread_once_t once = PTHREAD_ONCE_INIT;

// Only what may be done in a signal handler: atomic loads and stores, and system calls.
static void on_bus_error(int number, siginfo_t *info, void *context) {
  (void)context;
  uintptr_t address = (uintptr_t)info->si_addr;
  for (int place = 0; info->si_code > 0 && place < PLACES; place++) {
    uintptr_t start = atomic_load(&places[place].start), end = atomic_load(&places[place].end);
    if (start <= 1 || address < start || address >= end) continue;
    uintptr_t page = address & ~(page_size - 1);
    void *zeros =
        mmap((void *)page, end - page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (zeros == MAP_FAILED) break;
    atomic_store(&places[place].was_cut, 1);
    return; // the read is done again, and finds zeros
  }
  // Not ours: whoever was asked before gets it, when the read is done again.
  sigaction(number, &before, NULL);
  if (info->si_code <= 0) raise(number);
}

static void install(void) {
  page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
  struct sigaction action = {0};
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, &before);
}

int vnb_guard_mapping(void *start, size_t size) {
  pthread_once(&once, install);
  for (int place = 0; place < PLACES; place++) {
    uintptr_t none = 0;
    if (!atomic_compare_exchange_strong(&places[place].start, &none, 1)) continue;
    atomic_store(&places[place].was_cut, 0);
    atomic_store(&places[place].end, (uintptr_t)start + (size + page_size - 1) / page_size * page_size);
    atomic_store(&places[place].start, (uintptr_t)start);
    return place;
  }
  return -1;
}

int vnb_mapping_was_cut(int guard) { return guard >= 0 && guard < PLACES && atomic_load(&places[guard].was_cut); }

void vnb_release_mapping(int guard) {
  if (guard >= 0 && guard < PLACES) atomic_store(&places[guard].start, 0);
}
