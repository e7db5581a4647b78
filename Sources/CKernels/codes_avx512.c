// The measures of coded vectors for CPUs with AVX-512; floating point is in codes_lanes.h, integers are here and exact.
#if defined(__x86_64__)
#define LEVEL_TARGET "avx512f,avx512vl,avx512dq,avx512bw,popcnt"
#include "codes_level.h"

INLINE void widen_f16(const uint16_t *p, v16 *v) {
  *v = (v16)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)p));
}

INLINE void load_tail_f32(const float *p, size_t count, v16 *v) {
  *v = (v16)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), p);
}

INLINE void load_tail_u16(const uint16_t *p, size_t count, uint16_t *padded) {
  _mm256_store_si256((__m256i *)padded, _mm256_maskz_loadu_epi16((__mmask16)((1u << count) - 1), p));
}

#include "codes_lanes.h"

INLINE __mmask64 first(size_t count) { return count >= 64 ? ~0ull : (1ull << count) - 1; }

#define VNNI __attribute__((target(LEVEL_TARGET ",avx512vnni")))

/// Sum of the query's codes: what 128 times of it adds to a product with bytes counted from -128.
VNNI static int32_t sum_vnni(const void *query, size_t n) {
  __m512i total = _mm512_setzero_si512(), one = _mm512_set1_epi8(1);
  for (size_t i = 0; i < n; i += 64)
    total = _mm512_dpbusd_epi32(total, one, _mm512_maskz_loadu_epi8(first(n - i), (const int8_t *)query + i));
  return _mm512_reduce_add_epi32(total);
}

/// The instruction multiplies unsigned by signed bytes: the row's have their top bit flipped, which adds 128 to each. Sums may
/// wrap around on the way and are right in the end.
VNNI static inline __attribute__((always_inline)) int32_t dot_vnni(const void *query, const void *row, size_t n,
                                                                   int32_t sum) {
  const int8_t *a = query, *b = row;
  const __m512i flip = _mm512_set1_epi8((char)0x80);
  __m512i total0 = _mm512_setzero_si512(), total1 = total0;
  size_t i = 0;
  for (; i + 128 <= n; i += 128) {
    total0 = _mm512_dpbusd_epi32(total0, _mm512_xor_si512(_mm512_loadu_si512(b + i), flip),
                                 _mm512_loadu_si512(a + i));
    total1 = _mm512_dpbusd_epi32(total1, _mm512_xor_si512(_mm512_loadu_si512(b + i + 64), flip),
                                 _mm512_loadu_si512(a + i + 64));
  }
  for (; i < n; i += 64)
    total0 = _mm512_dpbusd_epi32(total0,
                                 _mm512_xor_si512(_mm512_maskz_loadu_epi8(first(n - i), b + i), flip),
                                 _mm512_maskz_loadu_epi8(first(n - i), a + i));
  uint32_t total = (uint32_t)_mm512_reduce_add_epi32(_mm512_add_epi32(total0, total1));
  return (int32_t)(total - 128u * (uint32_t)sum);
}

INLINE int32_t no_sum(const void *query, size_t n) { return (void)query, (void)n, 0; }

INLINE int32_t dot_words(const void *query, const void *row, size_t n, int32_t sum) {
  (void)sum;
  __m512i total = _mm512_setzero_si512();
  for (size_t i = 0; i < n; i += 32) {
    __mmask32 keep = (__mmask32)first(n - i);
    __m512i a = _mm512_cvtepi8_epi16(_mm256_maskz_loadu_epi8(keep, (const int8_t *)query + i));
    __m512i b = _mm512_cvtepi8_epi16(_mm256_maskz_loadu_epi8(keep, (const int8_t *)row + i));
    total = _mm512_add_epi32(total, _mm512_madd_epi16(a, b));
  }
  return _mm512_reduce_add_epi32(total);
}

VNB_INT8_KERNELS(KERNEL, dot_words, no_sum)

#define squared_l2_i8 squared_l2_i8_vnni
#define negative_dot_i8 negative_dot_i8_vnni
#define cosine_i8 cosine_i8_vnni
VNB_INT8_KERNELS(VNNI static, dot_vnni, sum_vnni)
#undef squared_l2_i8
#undef negative_dot_i8
#undef cosine_i8

#define BITS __attribute__((target(LEVEL_TARGET ",avx512vpopcntdq")))

BITS static void hamming_bit_counted(const void *query, const vnb_row_list *rows, size_t n, float *out) {
  size_t bytes = (n + 7) / 8;
  size_t ahead = vnb_fetch_first(rows, bytes);
  for (size_t r = 0; r < rows->count; r++) {
    const char *a = query, *b = vnb_row_at(rows, r);
    vnb_fetch_row(rows, r + ahead, bytes);
    __m512i total = _mm512_setzero_si512();
    for (size_t i = 0; i < bytes; i += 64) {
      __m512i x = _mm512_maskz_loadu_epi8(first(bytes - i), a + i);
      __m512i y = _mm512_maskz_loadu_epi8(first(bytes - i), b + i);
      total = _mm512_add_epi64(total, _mm512_popcnt_epi64(_mm512_xor_si512(x, y)));
    }
    out[r] = (float)_mm512_reduce_add_epi64(total);
  }
}

vnb_measure_table vnb_measure_avx512 = VNB_MEASURE_TABLE;

vnb_measure_rows *vnb_measure_avx512_best(enum vnb_storage storage, enum vnb_measure measure) {
  if (storage == VNB_INT8 && __builtin_cpu_supports("avx512vnni")) switch (measure) {
      case VNB_SQUARED_L2: return squared_l2_i8_vnni;
      case VNB_NEGATIVE_DOT: return negative_dot_i8_vnni;
      case VNB_COSINE: return cosine_i8_vnni;
      case VNB_L1: case VNB_HAMMING: break;
    }
  if (storage == VNB_BIT && measure == VNB_HAMMING && __builtin_cpu_supports("avx512vpopcntdq"))
    return hamming_bit_counted;
  return vnb_measure_avx512[storage][measure];
}
#endif
