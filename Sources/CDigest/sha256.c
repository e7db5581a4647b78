#include "vnb_sha256.h"
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Fractional parts of the cube roots of the first 64 primes, and of the square roots of the first 8.
static const uint32_t rounds[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};
static const uint32_t start[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static inline uint32_t rotate(uint32_t x, int by) { return x >> by | x << (32 - by); }

static void schedule(uint32_t w[64], const uint8_t *bytes) {
  for (int t = 0; t < 16; t++) {
    memcpy(&w[t], bytes + 4 * t, 4);
    w[t] = __builtin_bswap32(w[t]);
  }
  for (int t = 16; t < 64; t++) {
    uint32_t a = w[t - 15], b = w[t - 2];
    w[t] = w[t - 16] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + w[t - 7] + (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
  }
}

static void blocks_portable(uint32_t state[8], const uint8_t *bytes, size_t blocks) {
  for (; blocks > 0; blocks--, bytes += 64) {
    uint32_t w[64], s[8];
    schedule(w, bytes);
    memcpy(s, state, sizeof s);
    for (int t = 0; t < 64; t++) {
      uint32_t sigma1 = rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25);
      uint32_t sigma0 = rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22);
      uint32_t t1 = s[7] + sigma1 + ((s[4] & s[5]) ^ (~s[4] & s[6])) + rounds[t] + w[t];
      uint32_t t2 = sigma0 + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
      memmove(s + 1, s, 7 * sizeof(uint32_t));
      s[4] += t1;
      s[0] = t1 + t2;
    }
    for (int i = 0; i < 8; i++) state[i] += s[i];
  }
}

#if defined(__x86_64__)
/// Four rounds per instruction pair; the state is held as ABEF and CDGH, as the instructions want it.
__attribute__((target("sha,sse4.1"))) static void blocks_sha(uint32_t state[8], const uint8_t *bytes,
                                                             size_t blocks) {
  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  __m128i dcba = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
  __m128i hgfe = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
  __m128i abef = _mm_alignr_epi8(dcba, hgfe, 8), cdgh = _mm_blend_epi16(hgfe, dcba, 0xF0);
  for (; blocks > 0; blocks--, bytes += 64) {
    const __m128i abef0 = abef, cdgh0 = cdgh;
    __m128i w[4];
    for (int i = 0; i < 4; i++)
      w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + 16 * i)), swap);
#pragma clang loop unroll(full)
    for (int group = 0; group < 16; group++) {
      __m128i now = w[group % 4];
      __m128i sum = _mm_add_epi32(now, _mm_load_si128((const __m128i *)(rounds + 4 * group)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
      __m128i last = w[(group + 3) % 4];
      __m128i next = _mm_add_epi32(_mm_sha256msg1_epu32(now, w[(group + 1) % 4]),
                                   _mm_alignr_epi8(last, w[(group + 2) % 4], 4));
      w[group % 4] = _mm_sha256msg2_epu32(next, last);
    }
    abef = _mm_add_epi32(abef, abef0);
    cdgh = _mm_add_epi32(cdgh, cdgh0);
  }
  __m128i feba = _mm_shuffle_epi32(abef, 0x1B), dchg = _mm_shuffle_epi32(cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}
#endif

static void begin(vnb_sha256 *sha) {
  memcpy(sha->state, start, sizeof start);
  sha->length = 0;
}

void vnb_sha256_start_portable(vnb_sha256 *sha) {
  begin(sha);
  sha->absorb = blocks_portable;
}

void vnb_sha256_start(vnb_sha256 *sha) {
  vnb_sha256_start_portable(sha);
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sha") && __builtin_cpu_supports("sse4.1")) sha->absorb = blocks_sha;
#endif
}

void vnb_sha256_add(vnb_sha256 *sha, const void *data, size_t count) {
  if (count == 0) return;
  const uint8_t *bytes = data;
  size_t held = sha->length % 64;
  sha->length += count;
  if (held) {
    size_t taken = 64 - held < count ? 64 - held : count;
    memcpy(sha->block + held, bytes, taken);
    if (held + taken < 64) return;
    sha->absorb(sha->state, sha->block, 1);
    bytes += taken;
    count -= taken;
  }
  sha->absorb(sha->state, bytes, count / 64);
  if (count % 64) memcpy(sha->block, bytes + count / 64 * 64, count % 64);
}

void vnb_sha256_finish(vnb_sha256 *sha, uint8_t digest[32]) {
  uint64_t bits = __builtin_bswap64(sha->length * 8);
  size_t held = sha->length % 64;
  static const uint8_t pad[64] = {0x80};
  vnb_sha256_add(sha, pad, held < 56 ? 56 - held : 120 - held);
  vnb_sha256_add(sha, &bits, 8);
  for (int i = 0; i < 8; i++) {
    uint32_t word = __builtin_bswap32(sha->state[i]);
    memcpy(digest + 4 * i, &word, 4);
  }
}
