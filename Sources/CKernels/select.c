// Picks the few of many numbers that pass a bound. One loop for all: blocks of 16 in which none passes are skipped.
#pragma STDC FP_CONTRACT OFF
#include "vnb_select.h"
#include "vnb_level.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw")))

TARGET static inline size_t keep(__mmask16 passes, size_t first, uint32_t *out) {
  if (!passes) return 0;
  const __m512i places = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  _mm512_storeu_si512(out, _mm512_maskz_compress_epi32(passes, _mm512_add_epi32(places, _mm512_set1_epi32((int)first))));
  return (size_t)__builtin_popcount(passes);
}

static inline __mmask16 lanes(size_t left) { return left >= 16 ? 0xffff : (__mmask16)((1u << left) - 1); }

TARGET static size_t near_avx512(const float *distances, size_t n, float bound, uint32_t *out) {
  size_t count = 0;
  __m512 limit = _mm512_set1_ps(bound);
  for (size_t i = 0; i < n; i += 16) {
    __m512 x = _mm512_maskz_loadu_ps(lanes(n - i), distances + i);
    count += keep(_mm512_mask_cmp_ps_mask(lanes(n - i), x, limit, _CMP_NGT_UQ), i, out + count);
  }
  return count;
}

TARGET static size_t scores_avx512(const float *scores, const float *floors, size_t n, float scale, float shift,
                                   uint32_t *out) {
  size_t count = 0;
  __m512 by = _mm512_set1_ps(scale), plus = _mm512_set1_ps(shift);
  for (size_t i = 0; i < n; i += 16) {
    __mmask16 some = lanes(n - i);
    __m512 x = _mm512_maskz_loadu_ps(some, scores + i);
    __m512 product = _mm512_mul_ps(_mm512_maskz_loadu_ps(some, floors + i), by);
    count += keep(_mm512_mask_cmp_ps_mask(some, x, _mm512_add_ps(product, plus), _CMP_NLT_UQ), i, out + count);
  }
  return count;
}
#endif

// BELOW(i) and the like are conditions that fail for NaN.
#define SELECT(FAILS)                                        \
  size_t count = 0;                                          \
  for (size_t i = 0; i < n; i += 16) {                       \
    size_t left = n - i < 16 ? n - i : 16;                   \
    int failed = 0;                                          \
    if (left == 16)                                          \
      for (size_t l = 0; l < 16; l++) failed += FAILS(i + l); \
    if (failed == 16) continue;                              \
    for (size_t l = 0; l < left; l++)                        \
      if (!FAILS(i + l)) out[count++] = (uint32_t)(i + l);   \
  }                                                          \
  return count

#define FAR(i) (distances[i] > bound)
#define LOW(i) (scores[i] < floors[i] * scale + shift)

static size_t near_plain(const float *distances, size_t n, float bound, uint32_t *out) { SELECT(FAR); }

static size_t scores_plain(const float *scores, const float *floors, size_t n, float scale, float shift,
                           uint32_t *out) {
  SELECT(LOW);
}

size_t vnb_select_near_at(int level, const float *distances, size_t n, float bound, uint32_t *out) {
#if defined(__x86_64__)
  if (level >= VNB_AVX512 && vnb_simd_level_supported() >= VNB_AVX512) return near_avx512(distances, n, bound, out);
#endif
  (void)level;
  return near_plain(distances, n, bound, out);
}

size_t vnb_select_scores_at(int level, const float *scores, const float *floors, size_t n, float scale, float shift,
                            uint32_t *out) {
#if defined(__x86_64__)
  if (level >= VNB_AVX512 && vnb_simd_level_supported() >= VNB_AVX512)
    return scores_avx512(scores, floors, n, scale, shift, out);
#endif
  (void)level;
  return scores_plain(scores, floors, n, scale, shift, out);
}

size_t vnb_select_near(const float *distances, size_t n, float bound, uint32_t *out) {
  return vnb_select_near_at(vnb_simd_level(), distances, n, bound, out);
}

size_t vnb_select_scores(const float *scores, const float *floors, size_t n, float scale, float shift,
                         uint32_t *out) {
  return vnb_select_scores_at(vnb_simd_level(), scores, floors, n, scale, shift, out);
}
