#ifndef VNB_GEMM_INTERNAL_H
#define VNB_GEMM_INTERNAL_H
#include <stddef.h>

// The versions behind vnb_gemm, one per level; same arguments and same bits.
typedef void vnb_gemm_version(const float *a, size_t lda, size_t m, const float *packed, size_t n, size_t k,
                              const float *bias, float *c, size_t ldc);
vnb_gemm_version vnb_gemm_portable, vnb_gemm_avx2, vnb_gemm_avx512;

/// Rows of `a` worked on together: about half a megabyte, so that they stay in the second-level cache while every
/// panel of the weights passes by. A multiple of `tile`.
static inline size_t vnb_gemm_block(size_t k, size_t tile) {
  size_t rows = 512 * 1024 / sizeof(float) / (k ? k : 1) / tile * tile;
  return rows < tile ? tile : rows;
}
#endif
