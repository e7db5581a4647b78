// Vectors of 16 floats and the functions of them that the encoder kernels need. Included by encoder_body.h only,
// under the target of one level.
#include "vnb_encoder.h"
#include <stdint.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF
// Every function that takes or returns a vector is inlined, so how one would be passed does not matter.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))
typedef float vec __attribute__((vector_size(64)));
typedef int32_t ivec __attribute__((vector_size(64)));
typedef float vec8 __attribute__((vector_size(32)));
typedef float vec4 __attribute__((vector_size(16)));

/// Runs BODY for each group of 16 elements of a row, with `i` (first element), `n` (elements that exist, 1 to 16)
/// and `lane` (which of the four lane groups). Whole groups of 64 come first, so that there `n` and `lane` are
/// constants.
#define EACH_VECTOR(WIDTH, BODY)                                                  \
  {                                                                               \
    size_t each = 0;                                                              \
    for (; each + 64 <= (WIDTH); each += 64)                                      \
      _Pragma("clang loop unroll(full)") for (size_t lane = 0; lane < 4; lane++) { \
        const size_t i = each + lane * 16, n = 16;                                \
        BODY                                                                      \
      }                                                                           \
    for (size_t lane = 0; each < (WIDTH); each += 16, lane++) {                   \
      const size_t i = each, n = (WIDTH) - each < 16 ? (WIDTH) - each : 16;       \
      BODY                                                                        \
    }                                                                             \
  }

INLINE vec all(float x) { return (vec){0} + x; }
INLINE vec fma16(vec a, vec b, vec c) { return __builtin_elementwise_fma(a, b, c); }
INLINE vec fmaf16(vec a, vec b, float c) { return __builtin_elementwise_fma(a, b, all(c)); }

/// All ones in the first n places.
INLINE ivec below(size_t n) {
  const ivec places = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return places < (int32_t)n;
}

/// a where the condition holds, else b.
INLINE vec pick(ivec condition, vec a, vec b) { return (vec)((condition & (ivec)a) | (~condition & (ivec)b)); }
INLINE vec first(vec v, size_t n) { return n == 16 ? v : (vec)(below(n) & (ivec)v); }
INLINE vec larger(vec a, vec b) { return pick(a > b, a, b); }

/// The first n floats, zeros after them. Reads 16.
INLINE vec get(const float *p, size_t n) {
  vec v;
  memcpy(&v, p, 64);
  return first(v, n);
}

/// Writes the first n floats; those after them are read and written back as they were.
INLINE void put(float *p, size_t n, vec v) {
  if (n < 16) {
    vec old;
    memcpy(&old, p, 64);
    v = pick(below(n), v, old);
  }
  memcpy(p, &v, 64);
}

/// The sum of 64 lanes, in the defined order.
INLINE float fold(const vec sum[4]) {
  vec s = (sum[0] + sum[1]) + (sum[2] + sum[3]);
  vec8 e = __builtin_shufflevector(s, s, 0, 1, 2, 3, 4, 5, 6, 7) +
           __builtin_shufflevector(s, s, 8, 9, 10, 11, 12, 13, 14, 15);
  vec4 f = __builtin_shufflevector(e, e, 0, 1, 2, 3) + __builtin_shufflevector(e, e, 4, 5, 6, 7);
  return (f[0] + f[2]) + (f[1] + f[3]);
}

INLINE float highest(vec v) {
  v = larger(v, __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  v = larger(v, __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15));
  v = larger(v, __builtin_shufflevector(v, v, 2, 3, 0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  return v[0] > v[1] ? v[0] : v[1];
}

/// e^x for x <= 88, relative error about 1e-7; 0 below -87. 2^n e^r with |r| <= ln 2 / 2 and a polynomial fitted to
/// least relative error.
INLINE vec exp16(vec x) {
  const float rounder = 12582912.0f;  // 1.5 * 2^23: adding it rounds to a whole number in the low bits
  vec clamped = larger(x, all(-87.0f));
  vec shifted = fmaf16(clamped, all(1.44269504f), rounder);
  vec whole = shifted - rounder;
  vec r = fma16(whole, all(-0.693145752f), clamped);
  r = fma16(whole, all(-1.42860677e-6f), r);
  vec p = all(0.0013816311f);
  p = fmaf16(p, r, 0.0083687287f);
  p = fmaf16(p, r, 0.0416683629f);
  p = fmaf16(p, r, 0.1666652113f);
  p = fmaf16(p, r, 0.4999999404f);
  p = fmaf16(p, r, 1.0f);
  p = fmaf16(p, r, 1.0f);
  ivec power = ((ivec)shifted - (0x4B400000 - 127)) << 23;
  return (vec)((x >= -87.0f) & (ivec)(p * (vec)power));
}

/// x/2 (1 + erf(x/sqrt 2)) through erfc(u/sqrt 2) = exp(-u Q(u)), u = |x|: Q is smooth, and a polynomial fitted to
/// it keeps the small values of negative x accurate. Beyond 6 erfc counts as 0.
INLINE vec gelu16(vec x) {
  vec u = (vec)((ivec)x & 0x7fffffff);
  vec q = all(-2.4001691745e-9f);
  q = fmaf16(q, u, 8.4749181894e-8f);
  q = fmaf16(q, u, -1.3299242028e-6f);
  q = fmaf16(q, u, 1.2156619960e-5f);
  q = fmaf16(q, u, -6.9808607805e-5f);
  q = fmaf16(q, u, 2.3162593425e-4f);
  q = fmaf16(q, u, -5.0821388868e-5f);
  q = fmaf16(q, u, -4.7764494084e-3f);
  q = fmaf16(q, u, 3.6334533244e-2f);
  q = fmaf16(q, u, 3.1830990314e-1f);
  q = fmaf16(q, u, 7.9788458347e-1f);
  vec tail = (vec)((u < 6.0f) & (ivec)exp16(-u * q));
  return 0.5f * x * pick(x < 0.0f, tail, 2.0f - tail);
}

/// x / (1 + exp(-2 y)), y = sqrt(2/pi) (x + 0.044715 x^3), which is x/2 (1 + tanh y).
INLINE vec gelu_tanh16(vec x) {
  vec cubic = fmaf16(x * x, all(0.044715f), 1.0f) * x;
  vec power = -1.59576912f * cubic;
  return x / (1.0f + exp16(pick(power < 88.0f, power, all(88.0f))));
}

INLINE vec relu16(vec x) { return larger(x, (vec){0}); }
