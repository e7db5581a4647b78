// The 512-bit version: a tile is up to 14 rows by one panel of 32 columns, 28 accumulators in registers; where no more than 16
// columns are left, half of that.
#if defined(__x86_64__)
#include "gemm.h"
#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl")))
#define TILE 14

/// What a tile asks the second-level cache to fetch while it computes: its share of the panel that comes next.
struct ahead {
  const float *at;
  size_t step;
};

/// One tile; `rows` and `halves` are constants at every call, so that the accumulators are registers.
TARGET static inline __attribute__((always_inline)) void tile(const size_t rows, const int halves, const float *a,
                                                              size_t lda, const float *w, size_t k, __m512 start0,
                                                              __m512 start1, float *c, size_t ldc,
                                                              __mmask16 keep0, __mmask16 keep1,
                                                              struct ahead next) {
  __m512 sum0[TILE], sum1[TILE];
#pragma clang loop unroll(full)
  for (size_t r = 0; r < rows; r++) sum0[r] = start0, sum1[r] = start1;
  for (size_t i = 0; i < k; i++, w += 32, next.at += next.step) {
    _mm_prefetch((const char *)next.at, _MM_HINT_T1);
    __m512 w0 = _mm512_loadu_ps(w), w1 = halves > 1 ? _mm512_loadu_ps(w + 16) : w0;
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++) {
      __m512 x = _mm512_set1_ps(a[r * lda + i]);
      sum0[r] = _mm512_fmadd_ps(x, w0, sum0[r]);
      if (halves > 1) sum1[r] = _mm512_fmadd_ps(x, w1, sum1[r]);
    }
  }
#pragma clang loop unroll(full)
  for (size_t r = 0; r < rows; r++) {
    _mm512_mask_storeu_ps(c + r * ldc, keep0, sum0[r]);
    if (halves > 1) _mm512_mask_storeu_ps(c + r * ldc + 16, keep1, sum1[r]);
  }
}

#define CASE(R)                                                                        \
  case R:                                                                              \
    if (keep1) tile(R, 2, a, lda, w, k, start0, start1, c, ldc, keep0, keep1, next);   \
    else tile(R, 1, a, lda, w, k, start0, start1, c, ldc, keep0, keep1, next);         \
    break;

TARGET static void any_tile(size_t rows, const float *a, size_t lda, const float *w, size_t k, __m512 start0,
                            __m512 start1, float *c, size_t ldc, __mmask16 keep0, __mmask16 keep1,
                            struct ahead next) {
  switch (rows) {
    CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7)
    CASE(8) CASE(9) CASE(10) CASE(11) CASE(12) CASE(13) CASE(14)
  }
}

static inline __mmask16 mask(size_t columns) { return columns >= 16 ? 0xffff : (__mmask16)((1u << columns) - 1); }

/// All rows of one block against one panel. The rows are shared out evenly, so that no tile is much smaller than
/// the others.
TARGET static void panel(const float *a, size_t lda, size_t m, const float *w, size_t columns, size_t k,
                         const float *bias, float *c, size_t ldc, const float *following) {
  __mmask16 keep0 = mask(columns), keep1 = columns > 16 ? mask(columns - 16) : 0;
  __m512 start0 = _mm512_setzero_ps(), start1 = start0;
  if (bias) {
    start0 = _mm512_maskz_loadu_ps(keep0, bias);
    start1 = _mm512_maskz_loadu_ps(keep1, bias + 16);
  }
  size_t tiles = (m + TILE - 1) / TILE, rows;
  struct ahead next = {following, 32 / tiles};
  for (; tiles > 0; tiles--, m -= rows, a += rows * lda, c += rows * ldc, next.at += k * next.step) {
    rows = (m + tiles - 1) / tiles;
    any_tile(rows, a, lda, w, k, start0, start1, c, ldc, keep0, keep1, next);
  }
}

void vnb_gemm_avx512(const float *a, size_t lda, size_t m, const float *packed, size_t n, size_t k,
                     const float *bias, float *c, size_t ldc) {
  size_t block = vnb_gemm_block(k, TILE);
  for (size_t row = 0; row < m; row += block)
    for (size_t column = 0; column < n; column += 32) {
      const float *w = packed + column * k, *following = column + 32 < n ? w + 32 * k : packed;
      panel(a + row * lda, lda, m - row < block ? m - row : block, w, n - column, k, bias ? bias + column : 0,
            c + row * ldc + column, ldc, following);
    }
}
#endif
