#ifndef VNB_SCAN_H
#define VNB_SCAN_H
#include <stddef.h>
#include <stdint.h>

// Byte scans for the readers. Each has one meaning whatever the CPU: the plain C version is the definition.

/// The first byte at or after `p` that is a quote, a backslash or a control byte (below 0x20).
/// The caller guarantees such a byte before the end of its buffer (readers put a newline there) and 64 readable
/// bytes after it. `*high` gets 0x80 or-ed in when a byte before the result is not ASCII.
const uint8_t *vnb_scan_string(const uint8_t *p, uint8_t *high);

/// The same, always in plain C: the judge of the fast versions.
const uint8_t *vnb_scan_string_plain(const uint8_t *p, uint8_t *high);

/// Length of the longest valid UTF-8 prefix of `n` bytes (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF).
size_t vnb_utf8_prefix(const uint8_t *p, size_t n);

/// SHA-256 (FIPS 180-4) over any number of updates.
typedef struct {
  uint32_t state[8];
  uint64_t length;
  uint8_t block[64];
} vnb_sha256;
void vnb_sha256_init(vnb_sha256 *s);
void vnb_sha256_update(vnb_sha256 *s, const uint8_t *p, size_t n);
void vnb_sha256_final(vnb_sha256 *s, uint8_t digest[32]);

#endif
