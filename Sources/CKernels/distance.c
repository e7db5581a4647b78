// Picks the kernels of a level; one indirect call each.
#include "vnb_distance.h"
#include "vnb_level.h"

const vnb_distance_kernels *vnb_distance_at(int level) {
#if defined(__x86_64__)
  int best = vnb_simd_level_supported();
  switch (level < best ? level : best) {
    case VNB_AVX512: return &vnb_distance_avx512;
    case VNB_AVX2: return &vnb_distance_avx2;
  }
#endif
  (void)level;
  return &vnb_distance_portable;
}

static const vnb_distance_kernels *kernels(void) {
  static const vnb_distance_kernels *chosen;
  const vnb_distance_kernels *known = __atomic_load_n(&chosen, __ATOMIC_RELAXED);
  if (known) return known;
  // Two threads asking at once compute the same answer.
  known = vnb_distance_at(vnb_simd_level());
  __atomic_store_n(&chosen, known, __ATOMIC_RELAXED);
  return known;
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

void vnb_dot_gather(const float *query, const float *rows, size_t stride, const uint32_t *index, size_t count,
                    size_t n, float *out) {
  kernels()->dot_gather(query, rows, stride, index, count, n, out);
}

void vnb_squared_l2_gather(const float *query, const float *rows, size_t stride, const uint32_t *index, size_t count,
                           size_t n, float *out) {
  kernels()->squared_l2_gather(query, rows, stride, index, count, n, out);
}

size_t vnb_places_at_least(const float *scores, size_t n, float floor, uint32_t *places) {
  return kernels()->places_at_least(scores, n, floor, places);
}

void vnb_divide(float *values, float divisor, size_t n) {
  for (size_t i = 0; i < n; i++) values[i] = values[i] / divisor;
}
