// One query against rows from anywhere in memory; part of distance_lanes.h. While some rows are at work the next ones are on their
// way from memory. Where the CPU has registers for it (GATHER_FOUR), rows go four at a time, which share the loads of the query
// and, lane for lane, the additions of `fold`.

/// Rows asked for ahead of the four at work.
enum { GATHER_AHEAD = 8 };

INLINE void prefetch_row(const float *row, size_t n) {
  for (size_t i = 0; i < n; i += 16) __builtin_prefetch(row + i);
}

// The sums of four rows at once: each step is that of `fold`, with two rows in the place of a register's unused half.
INLINE void fold_four(const v16 a[4][4], float *out) {
  v16 s[4];
  for (int r = 0; r < 4; r++) s[r] = (a[r][0] + a[r][1]) + (a[r][2] + a[r][3]);
  v16 low = __builtin_shufflevector(s[0], s[1], 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
            __builtin_shufflevector(s[0], s[1], 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
  v16 high = __builtin_shufflevector(s[2], s[3], 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
             __builtin_shufflevector(s[2], s[3], 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
  v16 t = __builtin_shufflevector(low, high, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27) +
          __builtin_shufflevector(low, high, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
  t = t + __builtin_shufflevector(t, t, 2, 3, 2, 3, 6, 7, 6, 7, 10, 11, 10, 11, 14, 15, 14, 15);
  t = t + __builtin_shufflevector(t, t, 1, 1, 1, 1, 5, 5, 5, 5, 9, 9, 9, 9, 13, 13, 13, 13);
  for (int r = 0; r < 4; r++) out[r] = t[4 * r];
}

#define GATHER_GROUP(STEP, g)                                       \
  load(query + i + 16 * (g), &x);                                   \
  load(row[0] + i + 16 * (g), &y); STEP(x, y, lane[0][g]);          \
  load(row[1] + i + 16 * (g), &y); STEP(x, y, lane[1][g]);          \
  load(row[2] + i + 16 * (g), &y); STEP(x, y, lane[2][g]);          \
  load(row[3] + i + 16 * (g), &y); STEP(x, y, lane[3][g])

// What is left of a row after its whole blocks of 64.
#define GATHER_TAIL(STEP, r)                          \
  do {                                                \
    size_t i = whole;                                 \
    v16 *own = lane[r];                               \
    TAIL_GATHERED(STEP, own, row[r], 0)               \
    TAIL_GATHERED(STEP, own, row[r], 1)               \
    TAIL_GATHERED(STEP, own, row[r], 2)               \
    TAIL_GATHERED(STEP, own, row[r], 3)               \
  } while (0)

#define TAIL_GATHERED(STEP, own, b, g)                                        \
  if (i + 16 <= n) {                                                          \
    load(query + i, &x), load((b) + i, &y);                                   \
    STEP(x, y, own[g]);                                                       \
    i += 16;                                                                  \
  } else if (i < n) {                                                         \
    load_tail(query + i, n - i, &x), load_tail((b) + i, n - i, &y);           \
    STEP(x, y, own[g]);                                                       \
    i = n;                                                                    \
  }

#define FOUR_ROWS(STEP)                                                       \
  do {                                                                        \
    v16 lane[4][4] = {{{0}}};                                                 \
    v16 x, y;                                                                 \
    size_t whole = n / 64 * 64;                                               \
    for (size_t i = 0; i < whole; i += 64) {                                  \
      GATHER_GROUP(STEP, 0);                                                  \
      GATHER_GROUP(STEP, 1);                                                  \
      GATHER_GROUP(STEP, 2);                                                  \
      GATHER_GROUP(STEP, 3);                                                  \
    }                                                                         \
    if (whole < n) {                                                          \
      GATHER_TAIL(STEP, 0);                                                   \
      GATHER_TAIL(STEP, 1);                                                   \
      GATHER_TAIL(STEP, 2);                                                   \
      GATHER_TAIL(STEP, 3);                                                   \
    }                                                                         \
    fold_four(lane, out + r);                                                 \
  } while (0)

#define GATHER(STEP, one)                                                     \
  do {                                                                        \
    for (size_t r = 0; r < count && r < GATHER_AHEAD; r++)                    \
      prefetch_row(rows + (size_t)index[r] * stride, n);                      \
    size_t r = 0;                                                             \
    for (; GATHER_FOUR && r + 4 <= count; r += 4) {                           \
      const float *row[4];                                                    \
      for (size_t k = 0; k < 4; k++) {                                        \
        row[k] = rows + (size_t)index[r + k] * stride;                        \
        if (r + k + GATHER_AHEAD < count)                                     \
          prefetch_row(rows + (size_t)index[r + k + GATHER_AHEAD] * stride, n); \
      }                                                                       \
      FOUR_ROWS(STEP);                                                        \
    }                                                                         \
    for (; r < count; r++) {                                                  \
      if (!GATHER_FOUR && r + GATHER_AHEAD < count)                           \
        prefetch_row(rows + (size_t)index[r + GATHER_AHEAD] * stride, n);     \
      out[r] = one(query, rows + (size_t)index[r] * stride, n);               \
    }                                                                         \
  } while (0)

KERNEL void dot_gather(const float *query, const float *rows, size_t stride, const uint32_t *index, size_t count,
                       size_t n, float *out) {
  GATHER(DOT_STEP, dot);
}

KERNEL void squared_l2_gather(const float *query, const float *rows, size_t stride, const uint32_t *index,
                              size_t count, size_t n, float *out) {
  GATHER(L2_STEP, squared_l2);
}
