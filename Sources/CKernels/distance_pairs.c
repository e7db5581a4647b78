// Distances of rows to a partner of their own.
#include "vnb_distance.h"
#include "vnb_level.h"

enum { AHEAD = 4 };

void vnb_squared_l2_pairs(const float *rows, size_t stride, const int32_t *index, const float *others,
                          size_t other_stride, const int32_t *other, size_t count, size_t n, float *out) {
  float (*measure)(const float *, const float *, size_t) = vnb_distance_at(vnb_simd_level())->squared_l2;
  for (size_t i = 0; i < count; i++) {
    if (i + AHEAD < count) {
      const char *next = (const char *)(rows + (size_t)(index ? index[i + AHEAD] : (int32_t)(i + AHEAD)) * stride);
      for (size_t byte = 0; byte < n * sizeof(float); byte += 64) __builtin_prefetch(next + byte);
    }
    size_t row = index ? (size_t)index[i] : i;
    out[i] = measure(rows + row * stride, others + (size_t)other[i] * other_stride, n);
  }
}
