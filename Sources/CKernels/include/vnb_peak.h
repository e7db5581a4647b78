#ifndef VNB_PEAK_H
#define VNB_PEAK_H
#include <stdint.h>
#include <stddef.h>

// What the machine can do at best, to compare kernels with. For benchmarks only.

/// Runs `rounds` of independent fused multiply-adds at the widest level in force; returns the float operations done (a
/// multiply-add counts as 2). `sink` receives a value so that nothing is optimised away.
uint64_t vnb_peak_fma(uint64_t rounds, float *sink);
/// Reads n floats once and returns their sum in no defined order.
float vnb_peak_read(const float *values, size_t n);
#endif
