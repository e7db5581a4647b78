#include "gemm.h"
#include "vnb_kernels.h"
#include <math.h>
#include <string.h>

size_t vnb_gemm_packed_size(size_t n, size_t k) { return (n + 31) / 32 * 32 * k; }

typedef float v4 __attribute__((vector_size(16), aligned(4), may_alias));

/// Writes the transpose of four rows of four to places 32 floats apart.
static inline void transpose4(const float *w, size_t ldw, float *out) {
  v4 r0 = *(const v4 *)w, r1 = *(const v4 *)(w + ldw), r2 = *(const v4 *)(w + 2 * ldw), r3 = *(const v4 *)(w + 3 * ldw);
  v4 low01 = __builtin_shufflevector(r0, r1, 0, 4, 1, 5), high01 = __builtin_shufflevector(r0, r1, 2, 6, 3, 7);
  v4 low23 = __builtin_shufflevector(r2, r3, 0, 4, 1, 5), high23 = __builtin_shufflevector(r2, r3, 2, 6, 3, 7);
  *(v4 *)out = __builtin_shufflevector(low01, low23, 0, 1, 4, 5);
  *(v4 *)(out + 32) = __builtin_shufflevector(low01, low23, 2, 3, 6, 7);
  *(v4 *)(out + 64) = __builtin_shufflevector(high01, high23, 0, 1, 4, 5);
  *(v4 *)(out + 96) = __builtin_shufflevector(high01, high23, 2, 3, 6, 7);
}

/// Packs columns first ..< first + 32 of one panel, of which `valid` exist.
static void pack_panel(const float *w, size_t valid, size_t k, size_t ldw, float *panel) {
  size_t whole = k / 4 * 4;
  for (size_t lane = 0; lane < 32; lane += 4)
    if (lane + 4 <= valid)
      for (size_t i = 0; i < whole; i += 4) transpose4(w + lane * ldw + i, ldw, panel + i * 32 + lane);
  for (size_t lane = 0; lane < 32; lane++) {
    size_t from = lane / 4 * 4 + 4 <= valid ? whole : 0;
    for (size_t i = from; i < k; i++) panel[i * 32 + lane] = lane < valid ? w[lane * ldw + i] : 0.0f;
  }
}

void vnb_gemm_pack(const float *w, size_t n, size_t k, size_t ldw, float *packed) {
  for (size_t column = 0; column < n; column += 32)
    pack_panel(w + column * ldw, n - column < 32 ? n - column : 32, k, ldw, packed + column * k);
}

void vnb_gemm_pack_transposed(const float *w, size_t n, size_t k, size_t ldw, float *packed) {
  for (size_t column = 0; column < n; column += 32) {
    size_t valid = n - column < 32 ? n - column : 32;
    for (size_t i = 0; i < k; i++) {
      float *out = packed + column * k + i * 32;
      memcpy(out, w + i * ldw + column, valid * sizeof(float));
      memset(out + valid, 0, (32 - valid) * sizeof(float));
    }
  }
}

/// The definition.
void vnb_gemm_portable(const float *a, size_t lda, size_t m, const float *packed, size_t n, size_t k,
                       const float *bias, float *c, size_t ldc) {
  for (size_t row = 0; row < m; row++)
    for (size_t column = 0; column < n; column++) {
      const float *w = packed + (column / 32 * k) * 32 + column % 32;
      float sum = bias ? bias[column] : 0.0f;
      for (size_t i = 0; i < k; i++) sum = fmaf(a[row * lda + i], w[i * 32], sum);
      c[row * ldc + column] = sum;
    }
}

void vnb_gemm_at(int level, const float *a, size_t lda, size_t m, const float *packed, size_t n, size_t k,
                 const float *bias, float *c, size_t ldc) {
#if defined(__x86_64__)
  if (level >= VNB_AVX512) return vnb_gemm_avx512(a, lda, m, packed, n, k, bias, c, ldc);
  if (level == VNB_AVX2) return vnb_gemm_avx2(a, lda, m, packed, n, k, bias, c, ldc);
#endif
  vnb_gemm_portable(a, lda, m, packed, n, k, bias, c, ldc);
}

void vnb_gemm(const float *a, size_t lda, size_t m, const float *packed, size_t n, size_t k, const float *bias,
              float *c, size_t ldc) {
  vnb_gemm_at(vnb_simd_level(), a, lda, m, packed, n, k, bias, c, ldc);
}
