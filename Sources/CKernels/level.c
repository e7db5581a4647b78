#include "vnb_level.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

int vnb_simd_level_supported(void) {
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") || !__builtin_cpu_supports("f16c") ||
      !__builtin_cpu_supports("popcnt"))
    return VNB_PORTABLE;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    return VNB_AVX512;
  return VNB_AVX2;
#else
  return VNB_PORTABLE;
#endif
}

static int asked_level(void) {
  const char *name = getenv("VNB_SIMD");
  if (name && strcmp(name, "portable") == 0) return VNB_PORTABLE;
  if (name && strcmp(name, "avx2") == 0) return VNB_AVX2;
  return VNB_AVX512;
}

int vnb_simd_level(void) {
  static atomic_int cached = -1;
  int level = atomic_load_explicit(&cached, memory_order_relaxed);
  if (level < 0) {
    int supported = vnb_simd_level_supported(), asked = asked_level();
    level = asked < supported ? asked : supported;
    atomic_store_explicit(&cached, level, memory_order_relaxed);
  }
  return level;
}
