#include "vnb_scan.h"

const uint8_t *vnb_scan_string_plain(const uint8_t *p, uint8_t *high) {
  uint8_t seen = 0;
  while (*p != '"' && *p != '\\' && *p >= 0x20) seen |= *p++;
  *high |= seen & 0x80;
  return p;
}

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx512f,avx512bw")))
static const uint8_t *scan_avx512(const uint8_t *p, uint8_t *high) {
  const __m512i quote = _mm512_set1_epi8('"'), slash = _mm512_set1_epi8('\\'), space = _mm512_set1_epi8(0x20);
  for (;; p += 64) {
    __m512i v = _mm512_loadu_si512((const void *)p);
    uint64_t stop = _mm512_cmpeq_epi8_mask(v, quote) | _mm512_cmpeq_epi8_mask(v, slash) |
                    _mm512_cmplt_epu8_mask(v, space);
    uint64_t top = _mm512_movepi8_mask(v);
    if (stop) {
      unsigned at = (unsigned)__builtin_ctzll(stop);
      if (top & ((1ull << at) - 1)) *high |= 0x80;
      return p + at;
    }
    if (top) *high |= 0x80;
  }
}

__attribute__((target("avx2")))
static const uint8_t *scan_avx2(const uint8_t *p, uint8_t *high) {
  const __m256i quote = _mm256_set1_epi8('"'), slash = _mm256_set1_epi8('\\'), last = _mm256_set1_epi8(0x1f);
  for (;; p += 32) {
    __m256i v = _mm256_loadu_si256((const __m256i *)p);
    __m256i hit = _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(v, quote), _mm256_cmpeq_epi8(v, slash)),
                                  _mm256_cmpeq_epi8(_mm256_min_epu8(v, last), v));
    uint32_t stop = (uint32_t)_mm256_movemask_epi8(hit), top = (uint32_t)_mm256_movemask_epi8(v);
    if (stop) {
      unsigned at = (unsigned)__builtin_ctz(stop);
      if (top & ((1u << at) - 1)) *high |= 0x80;
      return p + at;
    }
    if (top) *high |= 0x80;
  }
}

typedef const uint8_t *(*scan)(const uint8_t *, uint8_t *);

static scan choose(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")) return scan_avx512;
  if (__builtin_cpu_supports("avx2")) return scan_avx2;
  return vnb_scan_string_plain;
}

static scan chosen;
// Before main, so that no thread ever writes it later.
__attribute__((constructor)) static void choose_once(void) { chosen = choose(); }

const uint8_t *vnb_scan_string(const uint8_t *p, uint8_t *high) { return chosen(p, high); }
#else
const uint8_t *vnb_scan_string(const uint8_t *p, uint8_t *high) { return vnb_scan_string_plain(p, high); }
#endif
