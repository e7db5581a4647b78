#ifndef VNB_MAPPING_H
#define VNB_MAPPING_H
#include <stddef.h>

// A mapped file that another program cuts short turns the pages behind its new end into a SIGBUS for whoever reads
// them. A guarded range gets pages of zeros there instead, and remembers it, so that the reader ends with an error.

/// Guards `size` bytes at `start` (the start of a mapping) until they are released. Returns the guard's number, or -1
/// when every place is taken, and then nothing is guarded.
int vnb_guard_mapping(void *start, size_t size);

/// 1 when bytes of the range were missing when somebody read them, and zeros were put there.
int vnb_mapping_was_cut(int guard);

/// Ends a guard, before its range is unmapped.
void vnb_release_mapping(int guard);

#endif
