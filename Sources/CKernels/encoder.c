// Chooses the version of each encoder kernel.
#include "encoder_versions.h"
#include "vnb_kernels.h"

#if defined(__x86_64__)
#define AT(FUNCTION, ...)                                             \
  if (level >= VNB_AVX512) return vnb_##FUNCTION##_avx512(__VA_ARGS__); \
  if (level == VNB_AVX2) return vnb_##FUNCTION##_avx2(__VA_ARGS__);     \
  vnb_##FUNCTION##_portable(__VA_ARGS__)
#else
#define AT(FUNCTION, ...) (void)level, vnb_##FUNCTION##_portable(__VA_ARGS__)
#endif

void vnb_add_layer_norm(int level, const float *x, size_t ldx, const float *y, size_t ldy, size_t rows,
                        size_t width, const float *gamma, const float *beta, float epsilon, float *out,
                        size_t ldo) {
  AT(add_layer_norm, x, ldx, y, ldy, rows, width, gamma, beta, epsilon, out, ldo);
}

void vnb_softmax_terms(int level, float *x, size_t ldx, size_t rows, size_t width, float scale, float *sums) {
  AT(softmax_terms, x, ldx, rows, width, scale, sums);
}

void vnb_divide_rows(int level, float *x, size_t ldx, size_t rows, size_t width, const float *divisors) {
  AT(divide_rows, x, ldx, rows, width, divisors);
}

void vnb_activate(int level, enum vnb_activation kind, float *x, size_t ldx, size_t rows, size_t width) {
  AT(activate, kind, x, ldx, rows, width);
}

void vnb_mean_rows(int level, const float *x, size_t ldx, size_t rows, size_t width, float *out) {
  AT(mean_rows, x, ldx, rows, width, out);
}

void vnb_unit_length(int level, float *x, size_t width) { AT(unit_length, x, width); }
