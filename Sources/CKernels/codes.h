#ifndef VNB_CODES_INTERNAL_H
#define VNB_CODES_INTERNAL_H
// What the versions of the code kernels share.
#include "vnb_codes.h"
#include <math.h>
#include <string.h>

typedef vnb_measure_rows *const vnb_measure_table[5][5];
extern vnb_measure_table vnb_measure_portable;
#if defined(__x86_64__)
extern vnb_measure_table vnb_measure_avx2, vnb_measure_avx512;
/// The AVX-512 kernel that suits this CPU: with VNNI and VPOPCNTDQ where it has them.
vnb_measure_rows *vnb_measure_avx512_best(enum vnb_storage storage, enum vnb_measure measure);
#endif

/// What follows the codes of an int8 row.
typedef struct {
  float scale;
  int32_t square;
} vnb_int8_trailer;

static inline size_t vnb_int8_trailer_at(size_t n) { return (n + 7) / 8 * 8; }

static inline vnb_int8_trailer vnb_int8_trailer_of(const void *code, size_t n) {
  vnb_int8_trailer trailer;
  memcpy(&trailer, (const char *)code + vnb_int8_trailer_at(n), sizeof trailer);
  return trailer;
}

static inline const void *vnb_row_at(const vnb_row_list *rows, size_t r) {
  return (const char *)rows->base + (rows->ids ? rows->ids[r] : r) * rows->stride;
}

/// How far ahead rows are fetched: of a list, rows, where one is too late and costs more than it gives and from four on the
/// memory keeps up; of consecutive rows, bytes, since the processor's own guess reads half as fast.
enum { VNB_ROWS_AHEAD = 6, VNB_BYTES_AHEAD = 6144 };

/// Of consecutive rows those behind the last are asked for too, since the next call is likely to want them, and asking for
/// memory that is not there does nothing. Rows wanted once go to the first-level cache only, which reads a little faster.
static inline void vnb_fetch_row(const vnb_row_list *rows, size_t r, size_t bytes) {
  uintptr_t row = (uintptr_t)rows->base;
  if (!rows->ids) {
    row += r * rows->stride;
    if (rows->once)
      for (size_t at = 0; at < bytes; at += 64) __builtin_prefetch((const void *)(row + at), 0, 0);
    else
      for (size_t at = 0; at < bytes; at += 64) __builtin_prefetch((const void *)(row + at));
  } else if (r < rows->count) {
    row += rows->ids[r] * rows->stride;
    for (size_t at = 0; at < bytes; at += 64) __builtin_prefetch((const void *)(row + at));
  }
}

/// Begins a pass: asks for the first rows of a list and says how many rows ahead to ask from then on.
static inline size_t vnb_fetch_first(const vnb_row_list *rows, size_t bytes) {
  if (!rows->ids) return rows->stride ? (VNB_BYTES_AHEAD + rows->stride - 1) / rows->stride : 1;
  for (size_t r = 0; r < VNB_ROWS_AHEAD; r++) vnb_fetch_row(rows, r, bytes);
  return VNB_ROWS_AHEAD;
}

/// 1 - similarity from a sum of products and two squared lengths.
static inline float vnb_cosine_of(double dot, double square_a, double square_b) {
  double similarity = dot / sqrt(square_a * square_b);
  double distance = 1 - similarity;
  if (distance != distance) return NAN;
  return (float)(distance < 0 ? 0 : distance > 2 ? 2 : distance);
}

/// The measure of two int8 codes from the exact sum of products of their codes: in double, rounded once.
static inline float vnb_int8_measure(enum vnb_measure measure, vnb_int8_trailer a, vnb_int8_trailer b, int32_t dot) {
  if (measure == VNB_COSINE) return vnb_cosine_of(dot, a.square, b.square);
  double scale_a = a.scale, scale_b = b.scale;
  double product = scale_a * scale_b * dot;
  if (measure == VNB_NEGATIVE_DOT) return (float)-product;
  double square_a = scale_a * scale_a * a.square, square_b = scale_b * scale_b * b.square;
  double lengths = square_a + square_b;
  double distance = lengths - 2 * product;
  return (float)(distance < 0 ? 0 : distance);
}

/// A table of [storage][measure] from kernels named measure_storage.
#define VNB_MEASURE_TABLE                                                          \
  {                                                                                \
    {squared_l2_f32, negative_dot_f32, cosine_f32, l1_f32, hamming_f32},           \
    {squared_l2_f16, negative_dot_f16, cosine_f16, l1_f16, hamming_f16},           \
    {squared_l2_bf16, negative_dot_bf16, cosine_bf16, l1_bf16, hamming_bf16},      \
    {squared_l2_i8, negative_dot_i8, cosine_i8, l1_i8, hamming_i8},                \
    {NULL, NULL, NULL, NULL, hamming_bit},                                         \
  }

/// The three measures of int8 codes, from DOT(query, row, n, query_sum) with `query_sum` = SUM(query, n).
#define VNB_INT8_KERNELS(FUNCTION, DOT, SUM)                                                                     \
  VNB_INT8_KERNEL(FUNCTION, squared_l2_i8, VNB_SQUARED_L2, DOT, SUM)                                             \
  VNB_INT8_KERNEL(FUNCTION, negative_dot_i8, VNB_NEGATIVE_DOT, DOT, SUM)                                         \
  VNB_INT8_KERNEL(FUNCTION, cosine_i8, VNB_COSINE, DOT, SUM)
#define VNB_INT8_KERNEL(FUNCTION, NAME, MEASURE, DOT, SUM)                                                       \
  FUNCTION void NAME(const void *query, const vnb_row_list *rows, size_t n, float *out) {                        \
    vnb_int8_trailer own = vnb_int8_trailer_of(query, n);                                                        \
    size_t bytes = vnb_int8_trailer_at(n) + sizeof own;                                                          \
    int32_t sum = SUM(query, n);                                                                                 \
    size_t ahead = vnb_fetch_first(rows, bytes);                                                                 \
    for (size_t r = 0; r < rows->count; r++) {                                                                   \
      const void *row = vnb_row_at(rows, r);                                                                     \
      vnb_fetch_row(rows, r + ahead, bytes);                                                                     \
      out[r] = vnb_int8_measure(MEASURE, own, vnb_int8_trailer_of(row, n), DOT(query, row, n, sum));             \
    }                                                                                                            \
  }
#endif
