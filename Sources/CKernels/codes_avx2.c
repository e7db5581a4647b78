// The measures of coded vectors for CPUs with AVX2; floating point is in codes_lanes.h, integers are here and exact.
#if defined(__x86_64__)
#define LEVEL_TARGET "avx2,f16c,popcnt"
#include "codes_level.h"

INLINE void widen_f16(const uint16_t *p, v16 *v) {
  __m256 *half = (__m256 *)v;
  half[0] = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)p));
  half[1] = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(p + 8)));
}

INLINE void load_tail_f32(const float *p, size_t count, v16 *v) {
  float padded[16] __attribute__((aligned(64))) = {0};
  memcpy(padded, p, count * sizeof *p);
  *v = *(const v16 *)padded;
}

INLINE void load_tail_u16(const uint16_t *p, size_t count, uint16_t *padded) {
  memset(padded, 0, 32);
  memcpy(padded, p, count * sizeof *p);
}

#include "codes_lanes.h"

INLINE int32_t no_sum(const void *query, size_t n) { return (void)query, (void)n, 0; }

INLINE int32_t dot_i8(const void *query, const void *row, size_t n, int32_t sum) {
  (void)sum;
  const int8_t *a = query, *b = row;
  __m256i total0 = _mm256_setzero_si256(), total1 = total0;
  size_t i = 0;
  for (; i + 32 <= n; i += 32) {
    __m256i a0 = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(a + i)));
    __m256i b0 = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(b + i)));
    __m256i a1 = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(a + i + 16)));
    __m256i b1 = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(b + i + 16)));
    total0 = _mm256_add_epi32(total0, _mm256_madd_epi16(a0, b0));
    total1 = _mm256_add_epi32(total1, _mm256_madd_epi16(a1, b1));
  }
  total0 = _mm256_add_epi32(total0, total1);
  __m128i four = _mm_add_epi32(_mm256_castsi256_si128(total0), _mm256_extracti128_si256(total0, 1));
  four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4e));
  four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0xb1));
  int32_t total = _mm_cvtsi128_si32(four);
  for (; i < n; i++) total += (int32_t)a[i] * b[i];
  return total;
}

VNB_INT8_KERNELS(KERNEL, dot_i8, no_sum)

vnb_measure_table vnb_measure_avx2 = VNB_MEASURE_TABLE;
#endif
