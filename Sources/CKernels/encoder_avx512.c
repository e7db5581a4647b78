#if defined(__x86_64__)
#include "encoder_versions.h"
#define NAME(function) vnb_##function##_avx512
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"))), apply_to = function)
#include "encoder_body.h"
#pragma clang attribute pop
#endif
