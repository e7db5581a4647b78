#ifndef VNB_SHA256_H
#define VNB_SHA256_H
#include <stddef.h>
#include <stdint.h>

/// SHA-256 (FIPS 180-4) over any number of pieces.
typedef struct {
  /// Takes whole blocks of 64 bytes into the state: the CPU's SHA instructions, or plain C.
  void (*absorb)(uint32_t state[8], const uint8_t *bytes, size_t blocks);
  uint32_t state[8];
  /// Bytes so far; the last `length % 64` of them wait in `block`.
  uint64_t length;
  uint8_t block[64];
} vnb_sha256;

/// Uses the CPU's SHA instructions where it has them.
void vnb_sha256_start(vnb_sha256 *sha);
/// The same without those instructions, to judge the fast version by.
void vnb_sha256_start_portable(vnb_sha256 *sha);
void vnb_sha256_add(vnb_sha256 *sha, const void *bytes, size_t count);
/// Gives the digest of all bytes added; the state is used up.
void vnb_sha256_finish(vnb_sha256 *sha, uint8_t digest[32]);

#endif
