#ifndef VNB_CPU_H
#define VNB_CPU_H

// Which family of kernels runs. Every level gives the same bits; only the speed differs.
enum { VNB_SIMD_PORTABLE = 0, VNB_SIMD_AVX2 = 1, VNB_SIMD_AVX512 = 2 };

/// The level in force: the best this CPU has, or a lower one named by the environment variable VNB_SIMD
/// (portable, avx2 or avx512), read once. AVX2 means AVX2 + FMA; AVX-512 means F + VL + DQ + BW.
int vnb_simd_level(void);
/// The best level of this CPU, whatever VNB_SIMD says.
int vnb_simd_best(void);
/// Forces a level, for tests and benchmarks; one above the CPU's best becomes the best. Returns the level in force.
int vnb_simd_force(int level);
#endif
