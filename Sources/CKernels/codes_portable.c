// The definition of the measures of coded vectors, in plain C. Every other version is held to this one.
#pragma STDC FP_CONTRACT OFF
#include "codes.h"
#include "codes_values.h"
#include "lanes_portable.h"

#define SQUARED_L2(a, b) ((a) - (b)) * ((a) - (b))
#define DOT(a, b) (a) * (b)
#define SQUARE(a, b) (b) * (b)
#define L1(a, b) fabsf((a) - (b))
#define HAMMING(a, b) ((a) > 0) != ((b) > 0) ? 1.0f : 0.0f

// One reduction over a row; element i of it is VALUE(row, i).
#define REDUCTION(NAME, VALUE, TERM)                                           \
  static float NAME(const float *a, const void *row, size_t n, float scale) {  \
    (void)scale;                                                               \
    float lane[LANES] = {0};                                                   \
    for (size_t i = 0; i < n; i++) {                                           \
      float x = a[i], y = VALUE(row, i, scale);                                \
      (void)x;                                                                 \
      float term = TERM(x, y);                                                 \
      lane[i % LANES] = lane[i % LANES] + term;                                \
    }                                                                          \
    return fold(lane);                                                         \
  }

#define KERNEL(NAME, SCALE, RESULT)                                                               \
  static void NAME(const void *query, const vnb_row_list *rows, size_t n, float *out) {           \
    for (size_t r = 0; r < rows->count; r++) {                                                    \
      const void *row = vnb_row_at(rows, r);                                                      \
      float scale = SCALE(row, n);                                                                \
      out[r] = RESULT;                                                                            \
    }                                                                                             \
  }

#define ONE(row, n) 1.0f
#define SCALE_OF(row, n) vnb_int8_trailer_of(row, n).scale

#define KERNELS(SUFFIX, VALUE)                                                                    \
  REDUCTION(sum_l2_##SUFFIX, VALUE, SQUARED_L2)                                                   \
  REDUCTION(sum_dot_##SUFFIX, VALUE, DOT)                                                         \
  REDUCTION(sum_square_##SUFFIX, VALUE, SQUARE)                                                   \
  KERNEL(squared_l2_##SUFFIX, ONE, sum_l2_##SUFFIX(query, row, n, scale))                         \
  KERNEL(negative_dot_##SUFFIX, ONE, -sum_dot_##SUFFIX(query, row, n, scale))                     \
  KERNEL(cosine_##SUFFIX, ONE,                                                                    \
         vnb_cosine_of(sum_dot_##SUFFIX(query, row, n, scale), sum_square_f32(query, query, n, 1), \
                       sum_square_##SUFFIX(query, row, n, scale)))
#define SIGN_KERNELS(SUFFIX, VALUE, SCALE)                                                        \
  REDUCTION(sum_l1_##SUFFIX, VALUE, L1)                                                           \
  REDUCTION(sum_hamming_##SUFFIX, VALUE, HAMMING)                                                 \
  KERNEL(l1_##SUFFIX, SCALE, sum_l1_##SUFFIX(query, row, n, scale))                               \
  KERNEL(hamming_##SUFFIX, SCALE, sum_hamming_##SUFFIX(query, row, n, scale))

#define VALUE_F32(row, i, scale) ((const float *)(row))[i]
#define VALUE_F16(row, i, scale) vnb_from_half(((const uint16_t *)(row))[i])
#define VALUE_BF16(row, i, scale) vnb_from_bfloat(((const uint16_t *)(row))[i])
#define VALUE_I8(row, i, scale) (scale) * (float)((const int8_t *)(row))[i]

KERNELS(f32, VALUE_F32)
KERNELS(f16, VALUE_F16)
KERNELS(bf16, VALUE_BF16)
SIGN_KERNELS(f32, VALUE_F32, ONE)
SIGN_KERNELS(f16, VALUE_F16, ONE)
SIGN_KERNELS(bf16, VALUE_BF16, ONE)
SIGN_KERNELS(i8, VALUE_I8, SCALE_OF)

static inline int32_t no_sum(const void *query, size_t n) { return (void)query, (void)n, 0; }

static inline int32_t dot_i8(const void *query, const void *row, size_t n, int32_t sum) {
  (void)sum;
  int32_t total = 0;
  for (size_t i = 0; i < n; i++) total += (int32_t)((const int8_t *)query)[i] * ((const int8_t *)row)[i];
  return total;
}

VNB_INT8_KERNELS(static, dot_i8, no_sum)

static void hamming_bit(const void *query, const vnb_row_list *rows, size_t n, float *out) {
  for (size_t r = 0; r < rows->count; r++) {
    const uint8_t *a = query, *b = vnb_row_at(rows, r);
    int64_t different = 0;
    for (size_t i = 0; i < (n + 7) / 8; i++) different += __builtin_popcount(a[i] ^ b[i]);
    out[r] = (float)different;
  }
}

vnb_measure_table vnb_measure_portable = VNB_MEASURE_TABLE;
