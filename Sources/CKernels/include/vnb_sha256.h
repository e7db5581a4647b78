#ifndef VNB_SHA256_H
#define VNB_SHA256_H
#include <stddef.h>
#include <stdint.h>

/// SHA-256 of `count` bytes (FIPS 180-4). Uses the CPU's SHA instructions where it has them.
void vnb_sha256(const void *bytes, size_t count, uint8_t digest[32]);
/// The same without those instructions, to judge the fast version by.
void vnb_sha256_portable(const void *bytes, size_t count, uint8_t digest[32]);
#endif
