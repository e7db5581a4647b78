// Lower bounds of pruned k-means: one body, compiled for each level.
#pragma STDC FP_CONTRACT OFF
#include "vnb_bounds.h"
#include "vnb_level.h"
#include <math.h>
#include <stdint.h>
#include <string.h>

typedef float lanes __attribute__((vector_size(64), may_alias));
typedef int32_t places __attribute__((vector_size(64)));

#define INLINE static inline __attribute__((always_inline))

INLINE size_t lower(float *bounds, const float *drift, size_t n, float shrink, float limit) {
  size_t failing = 0;
  for (size_t i = 0; i < n; i++) {
    float moved = bounds[i] - drift[i];
    float bound = moved * shrink;
    bounds[i] = bound;
    failing += !(bound > limit);
  }
  return failing;
}

INLINE float largest(const float *scores, size_t n) {
  float top = scores[0];
  size_t i = 0;
  if (n >= 16) {
    lanes best, x;
    memcpy(&best, scores, sizeof best);
    for (i = 16; i + 16 <= n; i += 16) {
      memcpy(&x, scores + i, sizeof x);
      places wins = x > best;
      best = (lanes)(((places)x & wins) | ((places)best & ~wins));
    }
    top = __builtin_reduce_max(best);
  }
  for (; i < n; i++) top = scores[i] > top ? scores[i] : top;
  return top;
}

INLINE void of_scores(const float *scores, size_t stride, size_t count, size_t n, const float *base, float shrink,
                      float *best, float *bounds) {
  for (size_t r = 0; r < count; r++) best[r] = largest(scores + r * stride, n);
  for (size_t r = 0; r < count; r++) {
    float twice = 2 * best[r];
    float square = base[r] - twice;
    float root = __builtin_sqrtf(square > 0 ? square : 0);
    bounds[r] = root * shrink;
  }
}

static size_t lower_portable(float *bounds, const float *drift, size_t n, float shrink, float limit) {
  return lower(bounds, drift, n, shrink, limit);
}

static void of_scores_portable(const float *scores, size_t stride, size_t count, size_t n, const float *base,
                               float shrink, float *best, float *bounds) {
  of_scores(scores, stride, count, n, base, shrink, best, bounds);
}

#if defined(__x86_64__)
#define LEVEL(NAME, TARGET)                                                                                       \
  __attribute__((target(TARGET))) static size_t lower_##NAME(float *bounds, const float *drift, size_t n,         \
                                                             float shrink, float limit) {                         \
    return lower(bounds, drift, n, shrink, limit);                                                                \
  }                                                                                                               \
  __attribute__((target(TARGET))) static void of_scores_##NAME(const float *scores, size_t stride, size_t count,  \
                                                               size_t n, const float *base, float shrink,         \
                                                               float *best, float *bounds) {                      \
    of_scores(scores, stride, count, n, base, shrink, best, bounds);                                              \
  }
LEVEL(avx2, "avx2")
LEVEL(avx512, "avx512f,avx512vl,avx512dq,avx512bw")
#endif

size_t vnb_bounds_lower_at(int level, float *bounds, const float *drift, size_t n, float shrink, float limit) {
#if defined(__x86_64__)
  int best = vnb_simd_level_supported();
  switch (level < best ? level : best) {
    case VNB_AVX512: return lower_avx512(bounds, drift, n, shrink, limit);
    case VNB_AVX2: return lower_avx2(bounds, drift, n, shrink, limit);
  }
#endif
  (void)level;
  return lower_portable(bounds, drift, n, shrink, limit);
}

void vnb_bounds_of_scores_at(int level, const float *scores, size_t stride, size_t count, size_t n, const float *base,
                             float shrink, float *best, float *bounds) {
#if defined(__x86_64__)
  int top = vnb_simd_level_supported();
  switch (level < top ? level : top) {
    case VNB_AVX512: return of_scores_avx512(scores, stride, count, n, base, shrink, best, bounds);
    case VNB_AVX2: return of_scores_avx2(scores, stride, count, n, base, shrink, best, bounds);
  }
#endif
  (void)level;
  of_scores_portable(scores, stride, count, n, base, shrink, best, bounds);
}

size_t vnb_bounds_lower(float *bounds, const float *drift, size_t n, float shrink, float limit) {
  return vnb_bounds_lower_at(vnb_simd_level(), bounds, drift, n, shrink, limit);
}

void vnb_bounds_of_scores(const float *scores, size_t stride, size_t count, size_t n, const float *base, float shrink,
                          float *best, float *bounds) {
  vnb_bounds_of_scores_at(vnb_simd_level(), scores, stride, count, n, base, shrink, best, bounds);
}
