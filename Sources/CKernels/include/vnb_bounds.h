#ifndef VNB_BOUNDS_H
#define VNB_BOUNDS_H
#include <stddef.h>

// Arithmetic on the lower bounds of pruned k-means. Element by element or maxima, so that every level gives the same bits.

/// bounds[i] = (bounds[i] - drift[i]) * shrink for i in 0 ..< n. Returns how many are then not above `limit`.
size_t vnb_bounds_lower(float *bounds, const float *drift, size_t n, float shrink, float limit);

/// best[r] = the largest of scores[r * stride ..< r * stride + n], and bounds[r] = sqrt(max(0, base[r] - 2 * best[r])) * shrink,
/// for r in 0 ..< count. Scores hold no NaN; n >= 1.
void vnb_bounds_of_scores(const float *scores, size_t stride, size_t count, size_t n, const float *base, float shrink,
                          float *best, float *bounds);

/// The same at one level of vnb_level.h, or the CPU's best if that is lower. For tests.
size_t vnb_bounds_lower_at(int level, float *bounds, const float *drift, size_t n, float shrink, float limit);
void vnb_bounds_of_scores_at(int level, const float *scores, size_t stride, size_t count, size_t n, const float *base,
                             float shrink, float *best, float *bounds);
#endif
