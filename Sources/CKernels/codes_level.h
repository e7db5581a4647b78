// What both levels' files begin with; LEVEL_TARGET is defined.
#pragma STDC FP_CONTRACT OFF
#include "codes.h"
#include "lanes.h"
#include <immintrin.h>
