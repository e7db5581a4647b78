// The 256-bit version: a tile is up to 6 rows by half a panel (16 columns), 12 accumulators in registers.
#if defined(__x86_64__)
#include "gemm.h"
#include <immintrin.h>
#include <string.h>

#define TARGET __attribute__((target("avx2,fma")))
#define TILE 6

/// Writes the first `columns` of 16 results.
TARGET static inline void store(float *c, size_t columns, __m256 low, __m256 high) {
  if (columns >= 16) {
    _mm256_storeu_ps(c, low);
    _mm256_storeu_ps(c + 8, high);
  } else {
    float all[16];
    _mm256_storeu_ps(all, low);
    _mm256_storeu_ps(all + 8, high);
    memcpy(c, all, columns * sizeof(float));
  }
}

/// One tile; `rows` is a constant at every call, so that the accumulators are registers.
TARGET static inline __attribute__((always_inline)) void tile(const size_t rows, const float *a, size_t lda,
                                                              const float *w, size_t k, const float *start,
                                                              float *c, size_t ldc, size_t columns) {
  __m256 sum0[TILE], sum1[TILE];
#pragma clang loop unroll(full)
  for (size_t r = 0; r < rows; r++) sum0[r] = _mm256_loadu_ps(start), sum1[r] = _mm256_loadu_ps(start + 8);
  for (size_t i = 0; i < k; i++, w += 32) {
    __m256 w0 = _mm256_loadu_ps(w), w1 = _mm256_loadu_ps(w + 8);
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++) {
      __m256 x = _mm256_broadcast_ss(a + r * lda + i);
      sum0[r] = _mm256_fmadd_ps(x, w0, sum0[r]);
      sum1[r] = _mm256_fmadd_ps(x, w1, sum1[r]);
    }
  }
#pragma clang loop unroll(full)
  for (size_t r = 0; r < rows; r++) store(c + r * ldc, columns, sum0[r], sum1[r]);
}

#define CASE(R)                                              \
  case R:                                                    \
    tile(R, a, lda, w, k, start, c, ldc, columns);           \
    break;

/// All rows of one block against half a panel.
TARGET static void half_panel(const float *a, size_t lda, size_t m, const float *w, size_t columns, size_t k,
                              const float *bias, float *c, size_t ldc) {
  float start[16] = {0};
  if (bias) memcpy(start, bias, (columns < 16 ? columns : 16) * sizeof(float));
  size_t tiles = (m + TILE - 1) / TILE, rows;
  for (; tiles > 0; tiles--, m -= rows, a += rows * lda, c += rows * ldc) {
    rows = (m + tiles - 1) / tiles;
    switch (rows) { CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) }
  }
}

void vnb_gemm_avx2(const float *a, size_t lda, size_t m, const float *packed, size_t n, size_t k,
                   const float *bias, float *c, size_t ldc) {
  size_t block = vnb_gemm_block(k, TILE);
  for (size_t row = 0; row < m; row += block)
    for (size_t column = 0; column < n; column += 16)
      half_panel(a + row * lda, lda, m - row < block ? m - row : block,
                 packed + column / 32 * 32 * k + column % 32, n - column, k, bias ? bias + column : 0,
                 c + row * ldc + column, ldc);
}
#endif
