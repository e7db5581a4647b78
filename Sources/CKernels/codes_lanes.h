// The canonical measures of coded vectors on vectors of 16 floats (the compiler's vector extension, which lowers to two
// AVX2 or one AVX-512 register). Included once by each level's file, which first defines LEVEL_TARGET, load_f16 and
// the loads of a tail: load_tail_f32, load_tail_u16.
// The four accumulators are the four groups of 16 lanes; the tail is padded with zeros, which leaves a lane's bits alone
// because a lane that starts at +0 never becomes -0.

typedef uint16_t u16x16 __attribute__((vector_size(32), aligned(1), may_alias));
typedef uint32_t u32x16 __attribute__((vector_size(64), may_alias));
typedef int8_t s8x16 __attribute__((vector_size(16), aligned(1), may_alias));

INLINE void load_f32(const void *row, size_t i, float scale, v16 *v) {
  (void)scale;
  *v = *(const v16_loose *)((const float *)row + i);
}

INLINE void widen_bf16(const uint16_t *p, v16 *v) {
  *v = (v16)(__builtin_convertvector(*(const u16x16 *)p, u32x16) << 16);
}

INLINE void load_bf16(const void *row, size_t i, float scale, v16 *v) {
  (void)scale;
  widen_bf16((const uint16_t *)row + i, v);
}

INLINE void load_i8(const void *row, size_t i, float scale, v16 *v) {
  *v = __builtin_convertvector(*(const s8x16 *)((const int8_t *)row + i), v16) * scale;
}

INLINE void load_f16(const void *row, size_t i, float scale, v16 *v) {
  (void)scale;
  widen_f16((const uint16_t *)row + i, v);
}

INLINE void tail_f32(const void *row, size_t i, size_t count, float scale, v16 *v) {
  (void)scale;
  load_tail_f32((const float *)row + i, count, v);
}

INLINE void tail_bf16(const void *row, size_t i, size_t count, float scale, v16 *v) {
  (void)scale;
  uint16_t padded[16] __attribute__((aligned(32)));
  load_tail_u16((const uint16_t *)row + i, count, padded);
  widen_bf16(padded, v);
}

INLINE void tail_f16(const void *row, size_t i, size_t count, float scale, v16 *v) {
  (void)scale;
  uint16_t padded[16] __attribute__((aligned(32)));
  load_tail_u16((const uint16_t *)row + i, count, padded);
  widen_f16(padded, v);
}

INLINE void tail_i8(const void *row, size_t i, size_t count, float scale, v16 *v) {
  int8_t padded[16] __attribute__((aligned(16))) = {0};
  memcpy(padded, (const int8_t *)row + i, count);
  load_i8(padded, 0, scale, v);
}

// Macros, since a by-value argument of 16 floats has no fixed calling convention below AVX-512.
#define SQUARED_L2_STEP(x, y, g)           \
  do {                                     \
    v16 difference = x - y;                \
    v16 square = difference * difference;  \
    lane[g] = lane[g] + square;            \
  } while (0)
#define DOT_STEP(x, y, g)        \
  do {                           \
    v16 product = x * y;         \
    lane[g] = lane[g] + product; \
  } while (0)
#define DOT_SQUARE_STEP(x, y, g)     \
  do {                               \
    v16 product = x * y, own = y * y; \
    lane[g] = lane[g] + product;     \
    square[g] = square[g] + own;     \
  } while (0)
#define L1_STEP(x, y, g)                                                   \
  do {                                                                     \
    v16 difference = x - y;                                                \
    lane[g] = lane[g] + (v16)((u32x16)difference & (u32x16){0} + 0x7fffffff); \
  } while (0)
#define HAMMING_STEP(x, y, g)                                                            \
  do {                                                                                   \
    u32x16 differs = (u32x16)(x > 0) ^ (u32x16)(y > 0);                                  \
    lane[g] = lane[g] + (v16)(differs & (u32x16){0} + 0x3f800000);                       \
  } while (0)

#define GROUP(SUFFIX, STEP, g)                  \
  load_f32(query, i + 16 * (g), 1, &x);         \
  load_##SUFFIX(row, i + 16 * (g), scale, &y);  \
  STEP(x, y, g)

// Whatever of group g is left: all of it, or its first n - i elements.
#define TAIL_GROUP(SUFFIX, STEP, g)                \
  if (i + 16 <= n) {                               \
    load_f32(query, i, 1, &x);                     \
    load_##SUFFIX(row, i, scale, &y);              \
    STEP(x, y, g);                                 \
    i += 16;                                       \
  } else if (i < n) {                              \
    tail_f32(query, i, n - i, 1, &x);              \
    tail_##SUFFIX(row, i, n - i, scale, &y);       \
    STEP(x, y, g);                                 \
    i = n;                                         \
  }

#define REDUCE(SUFFIX, STEP)          \
  size_t i = 0;                       \
  v16 x, y;                           \
  for (; i + 64 <= n; i += 64) {      \
    GROUP(SUFFIX, STEP, 0);           \
    GROUP(SUFFIX, STEP, 1);           \
    GROUP(SUFFIX, STEP, 2);           \
    GROUP(SUFFIX, STEP, 3);           \
  }                                   \
  TAIL_GROUP(SUFFIX, STEP, 0)         \
  TAIL_GROUP(SUFFIX, STEP, 1)         \
  TAIL_GROUP(SUFFIX, STEP, 2)         \
  TAIL_GROUP(SUFFIX, STEP, 3)

#define ONE(row, n) 1.0f
#define SCALE_OF(row, n) vnb_int8_trailer_of(row, n).scale

// One measure of the query and each row of a list.
#define MEASURE(NAME, SUFFIX, SIZE, SCALE, STEP, RESULT)                                        \
  KERNEL void NAME(const void *query, const vnb_row_list *rows, size_t n, float *out) {         \
    size_t bytes = SIZE;                                                                        \
    size_t ahead = vnb_fetch_first(rows, bytes);                                                \
    for (size_t r = 0; r < rows->count; r++) {                                                  \
      const void *row = vnb_row_at(rows, r);                                                    \
      vnb_fetch_row(rows, r + ahead, bytes);                                                    \
      float scale = SCALE(row, n);                                                              \
      v16 lane[4] = {{0}, {0}, {0}, {0}};                                                       \
      REDUCE(SUFFIX, STEP)                                                                      \
      out[r] = RESULT;                                                                          \
    }                                                                                           \
  }

KERNEL float square_of(const float *query, size_t n) {
  const void *row = query;
  const float scale = 1;
  v16 lane[4] = {{0}, {0}, {0}, {0}};
  REDUCE(f32, DOT_STEP)
  return fold(lane);
}

#define COSINE(NAME, SUFFIX, SIZE)                                                              \
  KERNEL void NAME(const void *query, const vnb_row_list *rows, size_t n, float *out) {         \
    size_t bytes = SIZE;                                                                        \
    double own = square_of(query, n);                                                           \
    size_t ahead = vnb_fetch_first(rows, bytes);                                                \
    for (size_t r = 0; r < rows->count; r++) {                                                  \
      const void *row = vnb_row_at(rows, r);                                                    \
      vnb_fetch_row(rows, r + ahead, bytes);                                                    \
      const float scale = 1;                                                                    \
      v16 lane[4] = {{0}, {0}, {0}, {0}}, square[4] = {{0}, {0}, {0}, {0}};                     \
      REDUCE(SUFFIX, DOT_SQUARE_STEP)                                                           \
      out[r] = vnb_cosine_of(fold(lane), own, fold(square));                                    \
    }                                                                                           \
  }

#define KERNELS(SUFFIX, SIZE)                                                              \
  MEASURE(squared_l2_##SUFFIX, SUFFIX, SIZE, ONE, SQUARED_L2_STEP, fold(lane))             \
  MEASURE(negative_dot_##SUFFIX, SUFFIX, SIZE, ONE, DOT_STEP, -fold(lane))                 \
  COSINE(cosine_##SUFFIX, SUFFIX, SIZE)                                                    \
  MEASURE(l1_##SUFFIX, SUFFIX, SIZE, ONE, L1_STEP, fold(lane))                             \
  MEASURE(hamming_##SUFFIX, SUFFIX, SIZE, ONE, HAMMING_STEP, fold(lane))

KERNELS(f32, 4 * n)
KERNELS(f16, 2 * n)
KERNELS(bf16, 2 * n)
MEASURE(l1_i8, i8, vnb_int8_trailer_at(n) + 8, SCALE_OF, L1_STEP, fold(lane))
MEASURE(hamming_i8, i8, vnb_int8_trailer_at(n) + 8, SCALE_OF, HAMMING_STEP, fold(lane))

INLINE int64_t differing_bits(const uint8_t *a, const uint8_t *b, size_t bytes) {
  int64_t different = 0;
  size_t i = 0;
  for (; i + 8 <= bytes; i += 8) {
    uint64_t x, y;
    memcpy(&x, a + i, 8), memcpy(&y, b + i, 8);
    different += _mm_popcnt_u64(x ^ y);
  }
  for (; i < bytes; i++) different += _mm_popcnt_u32(a[i] ^ b[i]);
  return different;
}

KERNEL void hamming_bit(const void *query, const vnb_row_list *rows, size_t n, float *out) {
  size_t bytes = (n + 7) / 8;
  size_t ahead = vnb_fetch_first(rows, bytes);
  for (size_t r = 0; r < rows->count; r++) {
    const void *row = vnb_row_at(rows, r);
    vnb_fetch_row(rows, r + ahead, bytes);
    out[r] = (float)differing_bits(query, row, bytes);
  }
}
