#ifndef VNB_LEVEL_H
#define VNB_LEVEL_H

#define VNB_PORTABLE 0
#define VNB_AVX2 1
#define VNB_AVX512 2

/// The widest instruction set the kernels use: what this CPU has, lowered by the environment variable VNB_SIMD
/// (`portable`, `avx2`, `avx512`). Read once. Results are the same at every level.
int vnb_simd_level(void);
/// The widest level this CPU can run, whatever VNB_SIMD says. For tests that compare levels in one process.
int vnb_simd_level_supported(void);
#endif
