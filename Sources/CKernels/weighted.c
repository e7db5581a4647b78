// Weighted sums of rows for means, element by element.
#pragma STDC FP_CONTRACT OFF
#include "vnb_level.h"
#include "vnb_products.h"

static inline __attribute__((always_inline)) void add_rows(const float *rows, size_t stride, const uint32_t *index,
                                                           const double *weights, size_t count, size_t n,
                                                           double *sum) {
  for (size_t r = 0; r < count; r++) {
    const float *row = rows + (size_t)index[r] * stride;
    double weight = weights[index[r]];
    for (size_t j = 0; j < n; j++) {
      double product = weight * (double)row[j];
      sum[j] = sum[j] + product;
    }
  }
}

#define LEVEL(NAME, TARGET)                                                                                       \
  TARGET static void NAME(const float *rows, size_t stride, const uint32_t *index, const double *weights,         \
                          size_t count, size_t n, double *sum) {                                                  \
    add_rows(rows, stride, index, weights, count, n, sum);                                                        \
  }
LEVEL(portable, )
#if defined(__x86_64__)
LEVEL(avx2, __attribute__((target("avx2"))))
LEVEL(avx512, __attribute__((target("avx512f,avx512vl"))))
#endif

void vnb_add_weighted_rows_at(int level, const float *rows, size_t stride, const uint32_t *index, const double *weights,
                              size_t count, size_t n, double *sum) {
#if defined(__x86_64__)
  int best = vnb_simd_level_supported();
  switch (level < best ? level : best) {
    case VNB_AVX512: return avx512(rows, stride, index, weights, count, n, sum);
    case VNB_AVX2: return avx2(rows, stride, index, weights, count, n, sum);
  }
#endif
  (void)level;
  portable(rows, stride, index, weights, count, n, sum);
}

void vnb_add_weighted_rows(const float *rows, size_t stride, const uint32_t *index, const double *weights, size_t count,
                           size_t n, double *sum) {
  vnb_add_weighted_rows_at(vnb_simd_level(), rows, stride, index, weights, count, n, sum);
}
