#ifndef VNB_ENCODER_H
#define VNB_ENCODER_H
#include <stddef.h>

// The steps of a BERT layer that are not matrix products. Each gives the same bits at every level of vnb_level.h.
// Sums use 64 lanes (element i goes to lane i mod 64), folded (a0+a1)+(a2+a3), then by 8, 4, 2, 1; products are
// rounded before they are added unless a fused multiply-add is named. All strides are in floats. Work goes by 16 floats:
// a row is read, and what is written is written back unchanged, up to the next multiple of 16, so that much memory must
// follow it.

/// What follows the first matrix of the feed-forward step.
enum vnb_activation {
  VNB_GELU = 0,       ///< x/2 (1 + erf(x/sqrt 2)); absolute error below 1e-6 for |x| < 6, exactly 0 or x beyond
  VNB_GELU_TANH = 1,  ///< its approximation with tanh ("gelu_new", "gelu_pytorch_tanh")
  VNB_RELU = 2,
};

/// out = layer norm of x + y, row by row: (v - mean) / sqrt(variance + epsilon) * gamma + beta. y may be NULL
/// (nothing is added); out may be x.
void vnb_add_layer_norm(int level, const float *x, size_t ldx, const float *y, size_t ldy, size_t rows,
                        size_t width, const float *gamma, const float *beta, float epsilon, float *out, size_t ldo);
/// Each row in place: exp(scale * (x - max of the row)); the sum of each row goes to `sums`. scale > 0.
void vnb_softmax_terms(int level, float *x, size_t ldx, size_t rows, size_t width, float scale, float *sums);
/// Each row in place: x / divisors[row].
void vnb_divide_rows(int level, float *x, size_t ldx, size_t rows, size_t width, const float *divisors);
/// Each element in place.
void vnb_activate(int level, enum vnb_activation kind, float *x, size_t ldx, size_t rows, size_t width);
/// out = mean of the rows: each column added in row order, then divided.
void vnb_mean_rows(int level, const float *x, size_t ldx, size_t rows, size_t width, float *out);
/// In place: x / max(length of x, 1e-12).
void vnb_unit_length(int level, float *x, size_t width);
#endif
