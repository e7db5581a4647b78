// The canonical reductions for CPUs with AVX2; the code is distance_lanes.h.
#if defined(__x86_64__)
#define LEVEL_TARGET "avx2"
#define LEVEL_NAME vnb_distance_avx2
#define GATHER_FOUR 0
#include "distance_lanes.h"
#endif
