// Fused multiply-adds with nothing else to do, to state what share of the machine a kernel reaches.
#include "vnb_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx512f"))) static float run_avx512(size_t rounds) {
  __m512 sum[24], x = _mm512_set1_ps(0.5f), y = _mm512_set1_ps(0.25f);
#pragma clang loop unroll(full)
  for (int i = 0; i < 24; i++) sum[i] = _mm512_set1_ps((float)i);
  for (; rounds > 0; rounds--) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 24; i++) sum[i] = _mm512_fmadd_ps(sum[i], x, y);
  }
  for (int i = 1; i < 24; i++) sum[0] = _mm512_add_ps(sum[0], sum[i]);
  return _mm512_reduce_add_ps(sum[0]);
}

__attribute__((target("avx2,fma"))) static float run_avx2(size_t rounds) {
  __m256 sum[12], x = _mm256_set1_ps(0.5f), y = _mm256_set1_ps(0.25f);
#pragma clang loop unroll(full)
  for (int i = 0; i < 12; i++) sum[i] = _mm256_set1_ps((float)i);
  for (; rounds > 0; rounds--) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 12; i++) sum[i] = _mm256_fmadd_ps(sum[i], x, y);
  }
  for (int i = 1; i < 12; i++) sum[0] = _mm256_add_ps(sum[0], sum[i]);
  float lanes[8];
  _mm256_storeu_ps(lanes, sum[0]);
  return lanes[0];
}
#endif

double vnb_fma_peak_run(int level, size_t rounds) {
  volatile float keep = 0;
#if defined(__x86_64__)
  if (level >= VNB_AVX512) {
    keep = run_avx512(rounds);
    return (double)rounds * 24 * 16 * 2;
  }
  if (level == VNB_AVX2) {
    keep = run_avx2(rounds);
    return (double)rounds * 12 * 8 * 2;
  }
#endif
  (void)keep, (void)rounds;
  return 0;
}
