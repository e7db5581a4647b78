// 64 lanes as four vectors of 16 floats (the compiler's vector extension, which lowers to two AVX2 or one AVX-512 register), and
// the order in which they become one number. LEVEL_TARGET is defined by the level's file before.
#ifndef VNB_LANES_H
#define VNB_LANES_H
#pragma STDC FP_CONTRACT OFF

typedef float v16 __attribute__((vector_size(64), may_alias));
/// At any address.
typedef float v16_loose __attribute__((vector_size(64), aligned(1), may_alias));

#define KERNEL static __attribute__((target(LEVEL_TARGET)))
#define INLINE static inline __attribute__((always_inline, target(LEVEL_TARGET)))

/// (a0 + a1) + (a2 + a3), then lane l and lane l + 8, l + 4, l + 2, l + 1: the order that lanes_portable.h defines.
INLINE float fold(const v16 *a) {
  v16 s = (a[0] + a[1]) + (a[2] + a[3]);
  s = s + __builtin_shufflevector(s, s, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  s = s + __builtin_shufflevector(s, s, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7);
  s = s + __builtin_shufflevector(s, s, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3);
  s = s + __builtin_shufflevector(s, s, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
  return s[0];
}
#endif
