#ifndef VNB_DISTANCE_H
#define VNB_DISTANCE_H
#include <stddef.h>
#include <stdint.h>

// Canonical float32 reductions. Element i goes to lane i mod 64; each lane multiplies, then adds (never fused), in
// ascending order from +0. With a0..a3 the four groups of 16 lanes, s = (a0 + a1) + (a2 + a3), then lane l of s is
// added to lane l + 8, then l + 4, l + 2, l + 1. The plain C version in distance_portable.c is the definition; the
// others equal it bit for bit for every length. Pointers need no alignment; 64 bytes is fastest.

/// Sum of a[i] * b[i].
float vnb_dot(const float *a, const float *b, size_t n);
/// Sum of (a[i] - b[i])^2.
float vnb_squared_l2(const float *a, const float *b, size_t n);

/// out[r] = vnb_dot(query, rows + r * stride, n) for r in 0 ..< count.
void vnb_dot_rows(const float *query, const float *rows, size_t stride, size_t count, size_t n, float *out);
/// out[r] = vnb_squared_l2(query, rows + r * stride, n).
void vnb_squared_l2_rows(const float *query, const float *rows, size_t stride, size_t count, size_t n, float *out);
/// dots[r] = vnb_dot(query, row, n) and squares[r] = vnb_dot(row, row, n), reading each row once.
void vnb_dot_and_square_rows(const float *query, const float *rows, size_t stride, size_t count, size_t n,
                             float *dots, float *squares);

/// out[i] = vnb_squared_l2(rows + index[i] * stride, others + other[i] * other_stride, n) for i in 0 ..< count, the rows of which
/// are fetched ahead. Without `index` it is i itself.
void vnb_squared_l2_pairs(const float *rows, size_t stride, const int32_t *index, const float *others,
                          size_t other_stride, const int32_t *other, size_t count, size_t n, float *out);
/// out[r] = vnb_dot(query, rows + index[r] * stride, n) for r in 0 ..< count: rows from anywhere, fetched ahead of their use.
void vnb_dot_gather(const float *query, const float *rows, size_t stride, const uint32_t *index, size_t count,
                    size_t n, float *out);
/// out[r] = vnb_squared_l2(query, rows + index[r] * stride, n), likewise.
void vnb_squared_l2_gather(const float *query, const float *rows, size_t stride, const uint32_t *index, size_t count,
                           size_t n, float *out);
/// Asks the CPU to bring the line at `address` closer. Any address will do.
static inline void vnb_prefetch(const void *address) { __builtin_prefetch(address); }

/// sum[j] += rows[index[r] * stride + j] for r ascending: column sums of chosen rows, in double.
void vnb_add_rows(const float *rows, size_t stride, const uint32_t *index, size_t count, size_t n, double *sum);

/// values[i] = values[i] / divisor.
void vnb_divide(float *values, float divisor, size_t n);

/// The two largest of n scores (n >= 1; second is -inf when n is 1). Returns the first place of the largest.
/// Scores hold no NaN.
size_t vnb_top_two(const float *scores, size_t n, float *best, float *second);

/// The places of the scores that are at least `floor`, ascending, into `places` (room for n). Returns how many.
size_t vnb_places_at_least(const float *scores, size_t n, float floor, uint32_t *places);

/// The same kernels at one SIMD level.
typedef struct {
  float (*dot)(const float *, const float *, size_t);
  float (*squared_l2)(const float *, const float *, size_t);
  void (*dot_rows)(const float *, const float *, size_t, size_t, size_t, float *);
  void (*squared_l2_rows)(const float *, const float *, size_t, size_t, size_t, float *);
  void (*dot_and_square_rows)(const float *, const float *, size_t, size_t, size_t, float *, float *);
  void (*add_rows)(const float *, size_t, const uint32_t *, size_t, size_t, double *);
  size_t (*top_two)(const float *, size_t, float *, float *);
  void (*dot_gather)(const float *, const float *, size_t, const uint32_t *, size_t, size_t, float *);
  void (*squared_l2_gather)(const float *, const float *, size_t, const uint32_t *, size_t, size_t, float *);
  size_t (*places_at_least)(const float *, size_t, float, uint32_t *);
} vnb_distance_kernels;

extern const vnb_distance_kernels vnb_distance_portable;
#if defined(__x86_64__)
extern const vnb_distance_kernels vnb_distance_avx2, vnb_distance_avx512;
#endif

/// The kernels of a level of vnb_level.h, or of the CPU's best if that is lower. For tests and benchmarks: the functions
/// above run at the level in force.
const vnb_distance_kernels *vnb_distance_at(int level);
#endif
