#ifndef VNB_SELECT_H
#define VNB_SELECT_H
#include <stddef.h>
#include <stdint.h>

// Which of many numbers are worth a second look, in ascending order; NaN always is. `out` has room for n + 16. Returns how many.
// The same at every level.

/// The i of 0 ..< n with distances[i] not above `bound`.
size_t vnb_select_near(const float *distances, size_t n, float bound, uint32_t *out);
/// The i of 0 ..< n with scores[i] not below floors[i] * scale + shift, the product rounded before it is added.
size_t vnb_select_scores(const float *scores, const float *floors, size_t n, float scale, float shift, uint32_t *out);
/// The same at one level of vnb_level.h, or the CPU's best if that is lower. For tests.
size_t vnb_select_near_at(int level, const float *distances, size_t n, float bound, uint32_t *out);
size_t vnb_select_scores_at(int level, const float *scores, const float *floors, size_t n, float scale, float shift,
                            uint32_t *out);
#endif
