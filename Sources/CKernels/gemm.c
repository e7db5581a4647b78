#include "vnb_kernels.h"
#include <math.h>

size_t vnb_gemm_packed_size(size_t n, size_t k) { return (n + 31) / 32 * 32 * k; }

void vnb_gemm_pack(const float *w, size_t n, size_t k, size_t ldw, float *packed) {
  for (size_t panel = 0; panel < (n + 31) / 32; panel++)
    for (size_t i = 0; i < k; i++)
      for (size_t lane = 0; lane < 32; lane++) {
        size_t column = panel * 32 + lane;
        packed[(panel * k + i) * 32 + lane] = column < n ? w[column * ldw + i] : 0.0f;
      }
}

void vnb_gemm(const float *a, size_t lda, size_t m, const float *packed, size_t n, size_t k, const float *bias,
              float *c, size_t ldc) {
  for (size_t row = 0; row < m; row++)
    for (size_t column = 0; column < n; column++) {
      const float *w = packed + (column / 32 * k) * 32 + column % 32;
      float sum = bias ? bias[column] : 0.0f;
      for (size_t i = 0; i < k; i++) sum = fmaf(a[row * lda + i], w[i * 32], sum);
      c[row * ldc + column] = sum;
    }
}
