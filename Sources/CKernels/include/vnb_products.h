#ifndef VNB_PRODUCTS_H
#define VNB_PRODUCTS_H
#include <stddef.h>
#include <stdint.h>

/// sum[i * n + j] += rows[r * n + i] * rows[r * n + j] for first <= i < last and j >= i rounded down to a multiple of 8, r
/// ascending, each sum by itself: multiplied, then added, never fused. `n` is a multiple of 8. The same bits at every level.
void vnb_add_products(const double *rows, size_t count, size_t n, size_t first, size_t last, double *sum);
/// The same at one level of vnb_level.h, or the CPU's best if that is lower. For tests.
void vnb_add_products_at(int level, const double *rows, size_t count, size_t n, size_t first, size_t last,
                         double *sum);

/// sum[j] += weights[index[r]] * rows[index[r] * stride + j] for r ascending, in double: multiplied, then added, never fused. The
/// same bits at every level.
void vnb_add_weighted_rows(const float *rows, size_t stride, const uint32_t *index, const double *weights, size_t count,
                           size_t n, double *sum);
/// The same at one level of vnb_level.h, or the CPU's best if that is lower. For tests.
void vnb_add_weighted_rows_at(int level, const float *rows, size_t stride, const uint32_t *index, const double *weights,
                              size_t count, size_t n, double *sum);
#endif
