// Writes and reads codes, and picks the kernels of a level.
#pragma STDC FP_CONTRACT OFF
#include "codes.h"
#include "codes_values.h"
#include "vnb_level.h"

size_t vnb_code_size(enum vnb_storage storage, size_t n) {
  switch (storage) {
    case VNB_FLOAT32: return 4 * n;
    case VNB_FLOAT16: case VNB_BFLOAT16: return 2 * n;
    case VNB_INT8: return vnb_int8_trailer_at(n) + sizeof(vnb_int8_trailer);
    case VNB_BIT: return (n + 7) / 8;
  }
  return 0;
}

static float largest_magnitude(const float *values, size_t n) {
  float largest = 0;
  for (size_t i = 0; i < n; i++) largest = fabsf(values[i]) > largest ? fabsf(values[i]) : largest;
  return largest;
}

/// True when the largest element became infinite or, not being 0 itself, 0.
static int lost(float largest, float coded) { return isinf(coded) || (largest > 0 && coded == 0); }

static int encode_int8(const float *values, size_t n, int8_t *code) {
  float largest = largest_magnitude(values, n);
  vnb_int8_trailer trailer = {largest / 127, 0};
  for (size_t i = 0; i < n; i++) {
    // Not above 127 but for scales that lost their digits.
    float steps = trailer.scale > 0 ? rintf(values[i] / trailer.scale) : 0;
    steps = steps > 127 ? 127 : steps < -127 ? -127 : steps;
    code[i] = (int8_t)steps;
    trailer.square += (int32_t)code[i] * code[i];
  }
  memset(code + n, 0, vnb_int8_trailer_at(n) - n);
  memcpy(code + vnb_int8_trailer_at(n), &trailer, sizeof trailer);
  return lost(largest, trailer.scale);
}

static void encode_bits(const float *values, size_t n, uint8_t *code) {
  memset(code, 0, (n + 7) / 8);
  for (size_t i = 0; i < n; i++) code[i / 8] |= (uint8_t)((values[i] > 0) << i % 8);
}

int vnb_encode(enum vnb_storage storage, const float *values, size_t n, void *code) {
  uint16_t *words = code;
  switch (storage) {
    case VNB_FLOAT32: memcpy(code, values, 4 * n); return 0;
    case VNB_FLOAT16:
      for (size_t i = 0; i < n; i++) words[i] = vnb_to_half(values[i]);
      return lost(largest_magnitude(values, n), vnb_from_half(vnb_to_half(largest_magnitude(values, n))));
    case VNB_BFLOAT16:
      for (size_t i = 0; i < n; i++) words[i] = vnb_to_bfloat(values[i]);
      return lost(largest_magnitude(values, n), vnb_from_bfloat(vnb_to_bfloat(largest_magnitude(values, n))));
    case VNB_INT8: return encode_int8(values, n, code);
    case VNB_BIT: encode_bits(values, n, code); return 0;
  }
  return 1;
}

void vnb_decode(enum vnb_storage storage, const void *code, size_t n, float *values) {
  const uint16_t *words = code;
  switch (storage) {
    case VNB_FLOAT32: memcpy(values, code, 4 * n); break;
    case VNB_FLOAT16:
      for (size_t i = 0; i < n; i++) values[i] = vnb_from_half(words[i]);
      break;
    case VNB_BFLOAT16:
      for (size_t i = 0; i < n; i++) values[i] = vnb_from_bfloat(words[i]);
      break;
    case VNB_INT8: {
      float scale = vnb_int8_trailer_of(code, n).scale;
      for (size_t i = 0; i < n; i++) values[i] = scale * (float)((const int8_t *)code)[i];
      break;
    }
    case VNB_BIT:
      for (size_t i = 0; i < n; i++) values[i] = ((const uint8_t *)code)[i / 8] >> i % 8 & 1 ? 1.0f : -1.0f;
      break;
  }
}

vnb_measure_rows *vnb_measure_kernel_at(int level, enum vnb_storage storage, enum vnb_measure measure) {
  if ((unsigned)storage > VNB_BIT || (unsigned)measure > VNB_HAMMING) return NULL;
#if defined(__x86_64__)
  int best = vnb_simd_level_supported();
  switch (level < best ? level : best) {
    case VNB_AVX512: return vnb_measure_avx512_best(storage, measure);
    case VNB_AVX2: return vnb_measure_avx2[storage][measure];
  }
#endif
  (void)level;
  return vnb_measure_portable[storage][measure];
}

vnb_measure_rows *vnb_measure_kernel(enum vnb_storage storage, enum vnb_measure measure) {
  return vnb_measure_kernel_at(vnb_simd_level(), storage, measure);
}

vnb_measure_rows *vnb_measure_kernel_plain512(enum vnb_storage storage, enum vnb_measure measure) {
#if defined(__x86_64__)
  if (vnb_simd_level_supported() == VNB_AVX512) return vnb_measure_avx512[storage][measure];
#endif
  return vnb_measure_kernel_at(VNB_AVX512, storage, measure);
}
