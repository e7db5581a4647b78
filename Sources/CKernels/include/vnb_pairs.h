#ifndef VNB_PAIRS_H
#define VNB_PAIRS_H
#include <stddef.h>
#include <stdint.h>

// What is done with a row of scores that a matrix product gave. The same bits at every level of vnb_level.h.

/// The places of scores that are at least `floor`, ascending, into `places` (room for n); returns how many. NaN is never one.
size_t vnb_at_least(const float *scores, size_t n, float floor, uint32_t *places);
/// scores[i] = max(0, base - factor * scores[i]), then its square root when `root`; multiplied, then subtracted, never fused.
void vnb_turn_into_distances(float *scores, size_t n, float base, float factor, int root);
/// Sum in double: element i goes to lane i mod 8, each lane ascending from +0, then ((l0+l4)+(l2+l6)) + ((l1+l5)+(l3+l7)).
double vnb_sum(const float *values, size_t n);

/// The same at one level, or the CPU's best if that is lower. For tests.
size_t vnb_at_least_at(int level, const float *scores, size_t n, float floor, uint32_t *places);
void vnb_turn_into_distances_at(int level, float *scores, size_t n, float base, float factor, int root);
double vnb_sum_at(int level, const float *values, size_t n);
#endif
