#ifndef VNB_GEMM_H
#define VNB_GEMM_H
#include <stddef.h>

// Matrix products on packed weights. One accumulator per output, k ascending, fused multiply-add, started from the
// bias: the plain C version is the definition and every other version equals it bit for bit.

/// Floats needed for a packed n x k weight matrix (panels of 32 columns, zero padded).
size_t vnb_gemm_packed_size(size_t n, size_t k);
/// Packs row-major w (n rows, k columns, row stride ldw) into [n/32][k][32]. `packed` is 64-byte aligned.
void vnb_gemm_pack(const float *w, size_t n, size_t k, size_t ldw, float *packed);
/// Packs the transpose of row-major w (k rows, n columns, row stride ldw) into the same layout.
void vnb_gemm_pack_transposed(const float *w, size_t n, size_t k, size_t ldw, float *packed);
/// c (m x n, stride ldc) = bias + a (m x k, stride lda) * wT. bias has n floats or is NULL (zero).
void vnb_gemm(const float *a, size_t lda, size_t m, const float *packed, size_t n, size_t k, const float *bias,
              float *c, size_t ldc);
/// The same at a given level of vnb_level.h, which the CPU must have.
void vnb_gemm_at(int level, const float *a, size_t lda, size_t m, const float *packed, size_t n, size_t k,
                 const float *bias, float *c, size_t ldc);
#endif
