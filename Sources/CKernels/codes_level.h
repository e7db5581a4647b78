// What both levels' files begin with; LEVEL_TARGET is defined.
#pragma STDC FP_CONTRACT OFF
#include "codes.h"
#include <immintrin.h>

typedef float v16 __attribute__((vector_size(64), may_alias));
typedef float v16_loose __attribute__((vector_size(64), aligned(1), may_alias));

#define KERNEL static __attribute__((target(LEVEL_TARGET)))
#define INLINE static inline __attribute__((always_inline, target(LEVEL_TARGET)))
