// The canonical reductions on vectors of 16 floats (the compiler's vector extension, which lowers to two AVX2 or one
// AVX-512 register). Included once by each level's file, which defines LEVEL_TARGET and LEVEL_NAME first.
// The four accumulators a0..a3 are the four groups of 16 lanes; the tail is padded with zeros, which leaves a lane's
// bits alone because a lane that starts at +0 never becomes -0.
#pragma STDC FP_CONTRACT OFF
#include "vnb_distance.h"
#include "lanes.h"
#include <math.h>
#include <string.h>

typedef int32_t i16 __attribute__((vector_size(64)));

INLINE void load(const float *p, v16 *v) { *v = *(const v16_loose *)p; }

INLINE void load_tail(const float *p, size_t count, v16 *v) {
  float padded[16] __attribute__((aligned(64))) = {0};
  for (size_t l = 0; l < count; l++) padded[l] = p[l];
  *v = *(const v16 *)padded;
}

// Macros, since a by-value argument of 16 floats has no fixed calling convention below AVX-512.
#define DOT_STEP(x, y, lane) \
  do {                       \
    v16 product = x * y;     \
    lane = lane + product;   \
  } while (0)

#define L2_STEP(x, y, lane)               \
  do {                                    \
    v16 difference = x - y;               \
    v16 square = difference * difference; \
    lane = lane + square;                 \
  } while (0)

#define GROUP(STEP, a, b, g) load((a) + i + 16 * (g), &x), load((b) + i + 16 * (g), &y); STEP(x, y, lane[g])

// Whatever of group g is left: all of it, or its first n - i elements.
#define TAIL_GROUP(STEP, a, b, n, g)                                   \
  if (i + 16 <= (n)) {                                                 \
    load((a) + i, &x), load((b) + i, &y);                              \
    STEP(x, y, lane[g]);                                               \
    i += 16;                                                           \
  } else if (i < (n)) {                                                \
    load_tail((a) + i, (n) - i, &x), load_tail((b) + i, (n) - i, &y);  \
    STEP(x, y, lane[g]);                                               \
    i = (n);                                                           \
  }

#define REDUCE(STEP, a, b, n, lane)    \
  do {                                 \
    size_t i = 0;                      \
    v16 x, y;                          \
    for (; i + 64 <= (n); i += 64) {   \
      GROUP(STEP, a, b, 0);            \
      GROUP(STEP, a, b, 1);            \
      GROUP(STEP, a, b, 2);            \
      GROUP(STEP, a, b, 3);            \
    }                                  \
    TAIL_GROUP(STEP, a, b, n, 0)       \
    TAIL_GROUP(STEP, a, b, n, 1)       \
    TAIL_GROUP(STEP, a, b, n, 2)       \
    TAIL_GROUP(STEP, a, b, n, 3)       \
  } while (0)

KERNEL float dot(const float *a, const float *b, size_t n) {
  v16 lane[4] = {{0}, {0}, {0}, {0}};
  REDUCE(DOT_STEP, a, b, n, lane);
  return fold(lane);
}

KERNEL float squared_l2(const float *a, const float *b, size_t n) {
  v16 lane[4] = {{0}, {0}, {0}, {0}};
  REDUCE(L2_STEP, a, b, n, lane);
  return fold(lane);
}

KERNEL void dot_rows(const float *query, const float *rows, size_t stride, size_t count, size_t n, float *out) {
  for (size_t r = 0; r < count; r++) out[r] = dot(query, rows + r * stride, n);
}

KERNEL void squared_l2_rows(const float *query, const float *rows, size_t stride, size_t count, size_t n,
                            float *out) {
  for (size_t r = 0; r < count; r++) out[r] = squared_l2(query, rows + r * stride, n);
}

KERNEL void dot_and_square_rows(const float *query, const float *rows, size_t stride, size_t count, size_t n,
                                float *dots, float *squares) {
  // The second pass over a row finds it in the first-level cache.
  for (size_t r = 0; r < count; r++) {
    const float *row = rows + r * stride;
    dots[r] = dot(query, row, n);
    squares[r] = dot(row, row, n);
  }
}

// Four rows at a time, so that a sum is loaded and stored once for all of them; still one addition after the other.
KERNEL void add_rows(const float *rows, size_t stride, const uint32_t *index, size_t count, size_t n, double *sum) {
  size_t r = 0;
  for (; r + 4 <= count; r += 4) {
    for (size_t next = r + 4; next < r + 8 && next < count; next++) {
      const char *ahead = (const char *)(rows + (size_t)index[next] * stride);
      for (size_t byte = 0; byte < n * sizeof(float); byte += 64) __builtin_prefetch(ahead + byte);
    }
    const float *a = rows + (size_t)index[r] * stride, *b = rows + (size_t)index[r + 1] * stride;
    const float *c = rows + (size_t)index[r + 2] * stride, *d = rows + (size_t)index[r + 3] * stride;
    for (size_t j = 0; j < n; j++) {
      double s = sum[j] + (double)a[j];
      s = s + (double)b[j];
      s = s + (double)c[j];
      sum[j] = s + (double)d[j];
    }
  }
  for (; r < count; r++) {
    const float *row = rows + (size_t)index[r] * stride;
    for (size_t j = 0; j < n; j++) sum[j] = sum[j] + (double)row[j];
  }
}

// Lane l sees scores l, l + 16, ...; the largest overall and the largest of the rest do not depend on that cut.
KERNEL size_t top_two(const float *scores, size_t n, float *best, float *second) {
  v16 first, next;
  for (int l = 0; l < 16; l++) first[l] = next[l] = -INFINITY;
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    v16 x;
    load(scores + i, &x);
    i16 wins = x > first;
    v16 loser = (v16)(((i16)first & wins) | ((i16)x & ~wins));
    first = (v16)(((i16)x & wins) | ((i16)first & ~wins));
    i16 beats = loser > next;
    next = (v16)(((i16)loser & beats) | ((i16)next & ~beats));
  }
  float lane[32] __attribute__((aligned(64)));
  *(v16 *)lane = first;
  *(v16 *)(lane + 16) = next;
  float top = -INFINITY, runner = -INFINITY;
  for (int l = 0; l < 32; l++) {
    if (lane[l] > top) runner = top, top = lane[l];
    else if (lane[l] > runner) runner = lane[l];
  }
  for (; i < n; i++) {
    if (scores[i] > top) runner = top, top = scores[i];
    else if (scores[i] > runner) runner = scores[i];
  }
  *best = top;
  *second = runner;
  size_t place = 0;
  for (; place + 16 <= n; place += 16) {
    v16 x;
    load(scores + place, &x);
    i16 equal = x == top;
    if (__builtin_reduce_or(equal)) break;
  }
  while (place + 1 < n && scores[place] != top) place++;
  return place;
}

KERNEL size_t places_at_least(const float *scores, size_t n, float floor, uint32_t *places) {
  size_t found = 0, i = 0;
  for (; i + 16 <= n; i += 16) {
    v16 x;
    load(scores + i, &x);
    i16 over = x >= floor;
    if (!__builtin_reduce_or(over)) continue;
    for (size_t l = i; l < i + 16; l++)
      if (scores[l] >= floor) places[found++] = (uint32_t)l;
  }
  for (; i < n; i++)
    if (scores[i] >= floor) places[found++] = (uint32_t)i;
  return found;
}

#include "distance_gather.h"

const vnb_distance_kernels LEVEL_NAME = {
    dot,      squared_l2, dot_rows,   squared_l2_rows,   dot_and_square_rows,
    add_rows, top_two,    dot_gather, squared_l2_gather, places_at_least};
