// Picks the kernels of the level in force; one indirect call each.
#include "vnb_distance.h"
#include "distance_levels.h"
#include "vnb_cpu.h"

static const vnb_distance_kernels *kernels(void) {
#if defined(__x86_64__)
  switch (vnb_simd_level()) {
    case VNB_SIMD_AVX512: return &vnb_distance_avx512;
    case VNB_SIMD_AVX2: return &vnb_distance_avx2;
  }
#endif
  return &vnb_distance_portable;
}

float vnb_dot(const float *a, const float *b, size_t n) { return kernels()->dot(a, b, n); }

float vnb_squared_l2(const float *a, const float *b, size_t n) { return kernels()->squared_l2(a, b, n); }

void vnb_dot_rows(const float *query, const float *rows, size_t stride, size_t count, size_t n, float *out) {
  kernels()->dot_rows(query, rows, stride, count, n, out);
}

void vnb_squared_l2_rows(const float *query, const float *rows, size_t stride, size_t count, size_t n, float *out) {
  kernels()->squared_l2_rows(query, rows, stride, count, n, out);
}

void vnb_dot_and_square_rows(const float *query, const float *rows, size_t stride, size_t count, size_t n,
                             float *dots, float *squares) {
  kernels()->dot_and_square_rows(query, rows, stride, count, n, dots, squares);
}

void vnb_add_rows(const float *rows, size_t stride, const uint32_t *index, size_t count, size_t n, double *sum) {
  kernels()->add_rows(rows, stride, index, count, n, sum);
}

size_t vnb_top_two(const float *scores, size_t n, float *best, float *second) {
  return kernels()->top_two(scores, n, best, second);
}

void vnb_divide(float *values, float divisor, size_t n) {
  for (size_t i = 0; i < n; i++) values[i] = values[i] / divisor;
}
