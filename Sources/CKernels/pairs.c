// Scores of a block of pairs: which are near, and how far. Written once on the compiler's vectors of 16; each level is the
// same code for another instruction set. Lanes do not meet but in `sum`, whose order is fixed.
#pragma STDC FP_CONTRACT OFF
#include "vnb_pairs.h"
#include "vnb_level.h"
#include <math.h>

typedef float v16 __attribute__((vector_size(64), aligned(4), may_alias));
typedef int32_t i16 __attribute__((vector_size(64)));
typedef double d8 __attribute__((vector_size(64)));
typedef float v8 __attribute__((vector_size(32), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))

INLINE size_t at_least(const float *scores, size_t n, float floor, uint32_t *places) {
  size_t found = 0, i = 0;
  // Near pairs are few: 64 scores are passed over with one test.
  for (; i + 64 <= n; i += 64) {
    const v16 *four = (const v16 *)(scores + i);
    i16 any = (four[0] >= floor) | (four[1] >= floor) | (four[2] >= floor) | (four[3] >= floor);
    if (__builtin_reduce_or(any) == 0) continue;
    for (size_t j = i; j < i + 64; j++) {
      places[found] = (uint32_t)j;
      found += scores[j] >= floor;
    }
  }
  for (; i < n; i++) {
    if (scores[i] >= floor) places[found++] = (uint32_t)i;
  }
  return found;
}

INLINE void turn(float *scores, size_t n, float base, float factor, int root) {
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    v16 product = *(const v16 *)(scores + i) * factor;
    v16 value = base - product;
    i16 positive = value > 0;
    value = (v16)((i16)value & positive);
    if (root) value = __builtin_elementwise_sqrt(value);
    *(v16 *)(scores + i) = value;
  }
  for (; i < n; i++) {
    float product = scores[i] * factor;
    float value = base - product;
    if (!(value > 0)) value = 0;
    scores[i] = root ? __builtin_sqrtf(value) : value;
  }
}

INLINE double sum(const float *values, size_t n) {
  d8 lanes = {0};
  size_t i = 0;
  for (; i + 8 <= n; i += 8) lanes = lanes + __builtin_convertvector(*(const v8 *)(values + i), d8);
  for (size_t l = 0; i < n; i++, l++) lanes[l] = lanes[l] + (double)values[i];
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

#define AT_LEVEL(NAME, TARGET)                                                                                   \
  TARGET static size_t at_least_##NAME(const float *scores, size_t n, float floor, uint32_t *places) {           \
    return at_least(scores, n, floor, places);                                                                   \
  }                                                                                                              \
  TARGET static void turn_##NAME(float *scores, size_t n, float base, float factor, int root) {                  \
    turn(scores, n, base, factor, root);                                                                         \
  }                                                                                                              \
  TARGET static double sum_##NAME(const float *values, size_t n) { return sum(values, n); }

AT_LEVEL(portable, )
#if defined(__x86_64__)
AT_LEVEL(avx2, __attribute__((target("avx2"))))
AT_LEVEL(avx512, __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw"))))
#define CHOOSE(CALL, ...)                                    \
  int best = vnb_simd_level_supported();                     \
  switch (level < best ? level : best) {                     \
    case VNB_AVX512: return CALL##_avx512(__VA_ARGS__);      \
    case VNB_AVX2: return CALL##_avx2(__VA_ARGS__);          \
    default: return CALL##_portable(__VA_ARGS__);            \
  }
#else
#define CHOOSE(CALL, ...) \
  (void)level;            \
  return CALL##_portable(__VA_ARGS__);
#endif

size_t vnb_at_least_at(int level, const float *scores, size_t n, float floor, uint32_t *places) {
  CHOOSE(at_least, scores, n, floor, places)
}

void vnb_turn_into_distances_at(int level, float *scores, size_t n, float base, float factor, int root) {
  CHOOSE(turn, scores, n, base, factor, root)
}

double vnb_sum_at(int level, const float *values, size_t n) { CHOOSE(sum, values, n) }

size_t vnb_at_least(const float *scores, size_t n, float floor, uint32_t *places) {
  return vnb_at_least_at(vnb_simd_level(), scores, n, floor, places);
}

void vnb_turn_into_distances(float *scores, size_t n, float base, float factor, int root) {
  vnb_turn_into_distances_at(vnb_simd_level(), scores, n, base, factor, root);
}

double vnb_sum(const float *values, size_t n) { return vnb_sum_at(vnb_simd_level(), values, n); }
