#ifndef VNB_SCAN_H
#define VNB_SCAN_H
#include <stddef.h>
#include <stdint.h>
#include "vnb_mapping.h"

// Byte scans for the readers. Each has one meaning whatever the CPU: the plain C version is the definition.

/// The first byte at or after `p` that is a quote, a backslash or a control byte (below 0x20).
/// The caller guarantees such a byte before the end of its buffer (readers put a newline there) and 64 readable
/// bytes after it. `*high` gets 0x80 or-ed in when a byte before the result is not ASCII.
const uint8_t *vnb_scan_string(const uint8_t *p, uint8_t *high);

/// The same, always in plain C: the judge of the fast versions.
const uint8_t *vnb_scan_string_plain(const uint8_t *p, uint8_t *high);

/// Length of the longest valid UTF-8 prefix of `n` bytes (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF).
size_t vnb_utf8_prefix(const uint8_t *p, size_t n);

#endif
