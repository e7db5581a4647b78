#include "vnb_peak.h"
#include "vnb_level.h"
#include <math.h>

// 24 accumulators hide the latency of the units even with two 512-bit pipes.
#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx512f"))) static uint64_t fma_avx512(uint64_t rounds, float *sink) {
  __m512 lane[24];
  for (int l = 0; l < 24; l++) lane[l] = _mm512_set1_ps((float)l);
  __m512 factor = _mm512_set1_ps(*sink), term = _mm512_set1_ps(*sink / 3);
  for (uint64_t r = 0; r < rounds; r++)
#pragma clang loop unroll(full)
    for (int l = 0; l < 24; l++) lane[l] = _mm512_fmadd_ps(lane[l], factor, term);
  for (int l = 1; l < 24; l++) lane[0] = _mm512_add_ps(lane[0], lane[l]);
  *sink = _mm512_reduce_add_ps(lane[0]);
  return rounds * 24 * 16 * 2;
}

__attribute__((target("avx2,fma"))) static uint64_t fma_avx2(uint64_t rounds, float *sink) {
  __m256 lane[12];
  for (int l = 0; l < 12; l++) lane[l] = _mm256_set1_ps((float)l);
  __m256 factor = _mm256_set1_ps(*sink), term = _mm256_set1_ps(*sink / 3);
  for (uint64_t r = 0; r < rounds; r++)
#pragma clang loop unroll(full)
    for (int l = 0; l < 12; l++) lane[l] = _mm256_fmadd_ps(lane[l], factor, term);
  for (int l = 1; l < 12; l++) lane[0] = _mm256_add_ps(lane[0], lane[l]);
  float out[8];
  _mm256_storeu_ps(out, lane[0]);
  *sink = out[0] + out[7];
  return rounds * 12 * 8 * 2;
}

__attribute__((target("avx512f"))) static float read_avx512(const float *values, size_t n) {
  __m512 sum[8];
  for (int l = 0; l < 8; l++) sum[l] = _mm512_setzero_ps();
  size_t i = 0;
  for (; i + 128 <= n; i += 128)
#pragma clang loop unroll(full)
    for (int l = 0; l < 8; l++) sum[l] = _mm512_add_ps(sum[l], _mm512_loadu_ps(values + i + 16 * l));
  for (int l = 1; l < 8; l++) sum[0] = _mm512_add_ps(sum[0], sum[l]);
  float total = _mm512_reduce_add_ps(sum[0]);
  for (; i < n; i++) total += values[i];
  return total;
}
#endif

static uint64_t fma_portable(uint64_t rounds, float *sink) {
  float lane[32];
  for (int l = 0; l < 32; l++) lane[l] = (float)l;
  float factor = *sink, term = *sink / 3;
  for (uint64_t r = 0; r < rounds; r++)
    for (int l = 0; l < 32; l++) lane[l] = lane[l] * factor + term;
  for (int l = 1; l < 32; l++) lane[0] += lane[l];
  *sink = lane[0];
  return rounds * 32 * 2;
}

uint64_t vnb_peak_fma(uint64_t rounds, float *sink) {
#if defined(__x86_64__)
  if (vnb_simd_level() == VNB_AVX512) return fma_avx512(rounds, sink);
  if (vnb_simd_level() == VNB_AVX2) return fma_avx2(rounds, sink);
#endif
  return fma_portable(rounds, sink);
}

float vnb_peak_read(const float *values, size_t n) {
#if defined(__x86_64__)
  if (vnb_simd_level() == VNB_AVX512) return read_avx512(values, n);
#endif
  float sum[64] = {0};
  size_t i = 0;
  for (; i + 64 <= n; i += 64)
    for (size_t l = 0; l < 64; l++) sum[l] += values[i + l];
  for (; i < n; i++) sum[0] += values[i];
  for (int l = 1; l < 64; l++) sum[0] += sum[l];
  return sum[0];
}
