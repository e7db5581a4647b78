#ifndef VNB_DISTANCE_LEVELS_H
#define VNB_DISTANCE_LEVELS_H
#include <stddef.h>
#include <stdint.h>

// The kernels of one SIMD level; vnb_distance.h says what each computes.
typedef struct {
  float (*dot)(const float *, const float *, size_t);
  float (*squared_l2)(const float *, const float *, size_t);
  void (*dot_rows)(const float *, const float *, size_t, size_t, size_t, float *);
  void (*squared_l2_rows)(const float *, const float *, size_t, size_t, size_t, float *);
  void (*dot_and_square_rows)(const float *, const float *, size_t, size_t, size_t, float *, float *);
  void (*add_rows)(const float *, size_t, const uint32_t *, size_t, size_t, double *);
  size_t (*top_two)(const float *, size_t, float *, float *);
} vnb_distance_kernels;

extern const vnb_distance_kernels vnb_distance_portable;
#if defined(__x86_64__)
extern const vnb_distance_kernels vnb_distance_avx2;
extern const vnb_distance_kernels vnb_distance_avx512;
#endif
#endif
