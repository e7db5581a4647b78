#ifndef VNB_ENCODER_VERSIONS_H
#define VNB_ENCODER_VERSIONS_H
#include "vnb_encoder.h"

// The versions behind vnb_encoder.h, one set per level; encoder_body.h is their source.
#define VNB_DECLARE(LEVEL)                                                                                     \
  void vnb_add_layer_norm_##LEVEL(const float *x, size_t ldx, const float *y, size_t ldy, size_t rows,         \
                                  size_t width, const float *gamma, const float *beta, float epsilon,          \
                                  float *out, size_t ldo);                                                     \
  void vnb_softmax_terms_##LEVEL(float *x, size_t ldx, size_t rows, size_t width, float scale, float *sums);   \
  void vnb_divide_rows_##LEVEL(float *x, size_t ldx, size_t rows, size_t width, const float *divisors);        \
  void vnb_activate_##LEVEL(enum vnb_activation kind, float *x, size_t ldx, size_t rows, size_t width);        \
  void vnb_mean_rows_##LEVEL(const float *x, size_t ldx, size_t rows, size_t width, float *out);               \
  void vnb_unit_length_##LEVEL(float *x, size_t width);

VNB_DECLARE(portable)
VNB_DECLARE(avx2)
VNB_DECLARE(avx512)
#endif
