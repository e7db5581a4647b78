#include "vnb_pq.h"

#include <string.h>

// Plain loops over 32-bit words: the compiler turns them into byte shuffles. memcpy, because a value in a message
// stands at any address.

void vnb_floats_from_network(float *to, const void *from, size_t count) {
  const unsigned char *source = from;
  for (size_t i = 0; i < count; i++) {
    uint32_t word;
    memcpy(&word, source + 4 * i, 4);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    word = __builtin_bswap32(word);
#endif
    memcpy(to + i, &word, 4);
  }
}

void vnb_floats_to_network(void *to, const float *from, size_t count) {
  unsigned char *target = to;
  for (size_t i = 0; i < count; i++) {
    uint32_t word;
    memcpy(&word, from + i, 4);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    word = __builtin_bswap32(word);
#endif
    memcpy(target + 4 * i, &word, 4);
  }
}
