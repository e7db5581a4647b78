#include <string.h>
#include "vnb_scan.h"

static int tail(uint8_t b) { return (b & 0xC0) == 0x80; }

// Bytes of the character at p (n of them readable), 0 when it is not valid: table 3-7 of the Unicode standard.
static size_t character(const uint8_t *p, size_t n) {
  uint8_t b = p[0];
  if (b < 0x80) return 1;
  if (b < 0xC2 || b > 0xF4 || n < 2) return 0;
  if (b < 0xE0) return tail(p[1]) ? 2 : 0;
  uint8_t low = 0x80, high = 0xBF;
  if (b == 0xE0) low = 0xA0;
  if (b == 0xED) high = 0x9F;
  if (b == 0xF0) low = 0x90;
  if (b == 0xF4) high = 0x8F;
  if (p[1] < low || p[1] > high || n < 3 || !tail(p[2])) return 0;
  if (b < 0xF0) return 3;
  return n >= 4 && tail(p[3]) ? 4 : 0;
}

size_t vnb_utf8_prefix(const uint8_t *p, size_t n) {
  size_t i = 0;
  while (i < n) {
    uint64_t word;
    if (n - i >= 8 && (memcpy(&word, p + i, 8), (word & 0x8080808080808080ull) == 0)) {
      i += 8;
      continue;
    }
    size_t length = character(p + i, n - i);
    if (length == 0) return i;
    i += length;
  }
  return n;
}
