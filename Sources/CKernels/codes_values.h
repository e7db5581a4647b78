#ifndef VNB_CODES_VALUES_H
#define VNB_CODES_VALUES_H
// One element of a 16-bit storage and back, by bits: exact on every machine.
#include <stdint.h>
#include <string.h>

static inline uint32_t vnb_bits_of(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static inline float vnb_of_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static inline float vnb_from_bfloat(uint16_t code) { return vnb_of_bits((uint32_t)code << 16); }

/// The value must be finite. May give infinity.
static inline uint16_t vnb_to_bfloat(float value) {
  uint32_t bits = vnb_bits_of(value);
  return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

static inline float vnb_from_half(uint16_t code) {
  uint32_t sign = (uint32_t)(code & 0x8000) << 16, rest = code & 0x7fff;
  if (rest >= 0x7c00) return vnb_of_bits(sign | 0x7f800000 | rest << 13);
  if (rest >= 0x0400) return vnb_of_bits(sign | ((rest << 13) + (112u << 23)));
  // Below the normal range a step is 2^-24.
  return vnb_of_bits(sign | vnb_bits_of((float)rest * 0x1p-24f));
}

/// The value must be finite. May give infinity.
static inline uint16_t vnb_to_half(float value) {
  uint32_t bits = vnb_bits_of(value), sign = bits >> 16 & 0x8000, rest = bits & 0x7fffffff;
  if (rest >= 0x47800000) return (uint16_t)(sign | 0x7c00);  // from 65,536 on
  if (rest >= 0x38800000) {
    rest += 0xfff + (rest >> 13 & 1);
    return (uint16_t)(sign | (rest - (112u << 23)) >> 13);
  }
  // 2^23 has steps of 1: adding it rounds to a multiple of 2^-24, ties to even.
  float steps = vnb_of_bits(rest) * 0x1p24f + 0x1p23f;
  return (uint16_t)(sign | (vnb_bits_of(steps) & 0x7fff));
}
#endif
