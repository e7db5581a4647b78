#include "vnb_cpu.h"
#include <stdlib.h>
#include <string.h>

// -1 until first asked. Two threads asking at once compute the same answer.
static int level = -1;

int vnb_simd_best(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return VNB_SIMD_PORTABLE;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
    return VNB_SIMD_AVX512;
  return VNB_SIMD_AVX2;
#else
  return VNB_SIMD_PORTABLE;
#endif
}

int vnb_simd_force(int wanted) {
  int best = vnb_simd_best();
  if (wanted < VNB_SIMD_PORTABLE) wanted = VNB_SIMD_PORTABLE;
  int chosen = wanted < best ? wanted : best;
  __atomic_store_n(&level, chosen, __ATOMIC_RELAXED);
  return chosen;
}

static int level_from_environment(void) {
  const char *name = getenv("VNB_SIMD");
  if (name && strcmp(name, "portable") == 0) return VNB_SIMD_PORTABLE;
  if (name && strcmp(name, "avx2") == 0) return VNB_SIMD_AVX2;
  return VNB_SIMD_AVX512;
}

int vnb_simd_level(void) {
  int known = __atomic_load_n(&level, __ATOMIC_RELAXED);
  return known >= 0 ? known : vnb_simd_force(level_from_environment());
}
