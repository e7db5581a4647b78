// The canonical reductions for CPUs with AVX-512; the code is distance_lanes.h.
#if defined(__x86_64__)
#define LEVEL_TARGET "avx512f,avx512vl,avx512dq,avx512bw"
#define LEVEL_NAME vnb_distance_avx512
#define GATHER_FOUR 1
#include "distance_lanes.h"
#endif
