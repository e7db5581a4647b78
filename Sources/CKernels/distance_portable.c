// The definition of the canonical reductions, in plain C. Every other version is held to this one.
#pragma STDC FP_CONTRACT OFF
#include "vnb_distance.h"
#include "lanes_portable.h"
#include <math.h>

static float dot(const float *a, const float *b, size_t n) {
  float lane[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (size_t l = 0; l < LANES; l++) {
      float product = a[i + l] * b[i + l];
      lane[l] = lane[l] + product;
    }
  for (size_t l = 0; i + l < n; l++) {
    float product = a[i + l] * b[i + l];
    lane[l] = lane[l] + product;
  }
  return fold(lane);
}

static float squared_l2(const float *a, const float *b, size_t n) {
  float lane[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (size_t l = 0; l < LANES; l++) {
      float difference = a[i + l] - b[i + l];
      float square = difference * difference;
      lane[l] = lane[l] + square;
    }
  for (size_t l = 0; i + l < n; l++) {
    float difference = a[i + l] - b[i + l];
    float square = difference * difference;
    lane[l] = lane[l] + square;
  }
  return fold(lane);
}

static void dot_rows(const float *query, const float *rows, size_t stride, size_t count, size_t n, float *out) {
  for (size_t r = 0; r < count; r++) out[r] = dot(query, rows + r * stride, n);
}

static void squared_l2_rows(const float *query, const float *rows, size_t stride, size_t count, size_t n,
                            float *out) {
  for (size_t r = 0; r < count; r++) out[r] = squared_l2(query, rows + r * stride, n);
}

static void dot_and_square_rows(const float *query, const float *rows, size_t stride, size_t count, size_t n,
                                float *dots, float *squares) {
  for (size_t r = 0; r < count; r++) {
    dots[r] = dot(query, rows + r * stride, n);
    squares[r] = dot(rows + r * stride, rows + r * stride, n);
  }
}

static void add_rows(const float *rows, size_t stride, const uint32_t *index, size_t count, size_t n, double *sum) {
  for (size_t r = 0; r < count; r++) {
    const float *row = rows + (size_t)index[r] * stride;
    for (size_t j = 0; j < n; j++) sum[j] = sum[j] + (double)row[j];
  }
}

static size_t top_two(const float *scores, size_t n, float *best, float *second) {
  size_t place = 0;
  float first = scores[0], next = -INFINITY;
  for (size_t i = 1; i < n; i++) {
    if (scores[i] > first) {
      next = first;
      first = scores[i];
      place = i;
    } else if (scores[i] > next) {
      next = scores[i];
    }
  }
  *best = first;
  *second = next;
  return place;
}

static void dot_gather(const float *query, const float *rows, size_t stride, const uint32_t *index, size_t count,
                       size_t n, float *out) {
  for (size_t r = 0; r < count; r++) out[r] = dot(query, rows + (size_t)index[r] * stride, n);
}

static void squared_l2_gather(const float *query, const float *rows, size_t stride, const uint32_t *index,
                              size_t count, size_t n, float *out) {
  for (size_t r = 0; r < count; r++) out[r] = squared_l2(query, rows + (size_t)index[r] * stride, n);
}

static size_t places_at_least(const float *scores, size_t n, float floor, uint32_t *places) {
  size_t found = 0;
  for (size_t i = 0; i < n; i++)
    if (scores[i] >= floor) places[found++] = (uint32_t)i;
  return found;
}

const vnb_distance_kernels vnb_distance_portable = {
    dot,      squared_l2, dot_rows,   squared_l2_rows,   dot_and_square_rows,
    add_rows, top_two,    dot_gather, squared_l2_gather, places_at_least};
