#ifndef VNB_CODES_H
#define VNB_CODES_H
#include <stddef.h>
#include <stdint.h>

// Vectors stored as codes, and one query measured against many of them. The plain C version in codes_portable.c is the
// definition; the others equal it bit for bit for every length. Pointers need no alignment; 64 bytes is fastest.

/// How the elements of a stored vector are written. Everything is little-endian.
enum vnb_storage {
  VNB_FLOAT32 = 0,
  VNB_FLOAT16 = 1,   ///< IEEE 754 binary16, rounded to nearest, ties to even
  VNB_BFLOAT16 = 2,  ///< the upper half of a float32, rounded to nearest, ties to even
  /// Signed bytes from -127 to 127 and, at the next multiple of 8, a trailer: float32 scale, int32 sum of squared codes.
  /// scale = largest magnitude / 127, code = element / scale in float32, rounded to nearest, ties to even.
  VNB_INT8 = 3,
  VNB_BIT = 4,       ///< bit i % 8 of byte i / 8 is 1 where element i > 0; the rest of the last byte is 0
};

/// What is measured; smaller is nearer. Sums of float32, and of the 16-bit codes decoded to float32, are the canonical ones
/// of vnb_distance.h.
enum vnb_measure {
  VNB_SQUARED_L2 = 0,    ///< sum of squared differences
  VNB_NEGATIVE_DOT = 1,  ///< -(sum of products)
  VNB_COSINE = 2,        ///< 1 - similarity, in double and rounded once, within 0 ... 2; NaN when a length is 0
  VNB_L1 = 3,            ///< sum of magnitudes of differences
  VNB_HAMMING = 4,       ///< number of elements that are > 0 in one of the two only
};

/// Longest vector of int8 codes: sums of products of more would leave int32.
#define VNB_INT8_LONGEST 131072

/// Bytes of the code of n elements, without padding.
size_t vnb_code_size(enum vnb_storage storage, size_t n);
/// Writes the code of n finite elements, vnb_code_size bytes. Returns 0; or 1 when the storage cannot hold them: an element
/// too large for it, or elements that all become 0 though some are not. Bits always fit.
int vnb_encode(enum vnb_storage storage, const float *values, size_t n, void *code);
/// The elements that a code stands for. A bit stands for +1 or -1.
void vnb_decode(enum vnb_storage storage, const void *code, size_t n, float *values);

/// Rows of codes: those numbered in `ids`, or 0 ..< count when it is NULL. Row i starts at base + i * stride bytes.
/// Rows named by `ids` are fetched ahead of their turn.
typedef struct {
  const void *base;
  size_t stride;
  const uint32_t *ids;
  size_t count;
  /// Not 0: consecutive rows will not be wanted again soon, so that the caches need not keep them.
  int once;
} vnb_row_list;

/// out[r] = measure of `query` and row r. The query is of n float32; but for int8 under squared l2, dot and cosine, and for
/// bits, it is a code of the same storage.
typedef void vnb_measure_rows(const void *query, const vnb_row_list *rows, size_t n, float *out);

/// The kernel at a level of vnb_level.h, or at the CPU's best if that is lower; NULL where the storage cannot tell the measure
/// (bits know Hamming distances only).
vnb_measure_rows *vnb_measure_kernel_at(int level, enum vnb_storage storage, enum vnb_measure measure);
/// The same at the level in force.
vnb_measure_rows *vnb_measure_kernel(enum vnb_storage storage, enum vnb_measure measure);
/// The AVX-512 kernel of a CPU without VNNI and VPOPCNTDQ, where this one has AVX-512 at all. For tests.
vnb_measure_rows *vnb_measure_kernel_plain512(enum vnb_storage storage, enum vnb_measure measure);
#endif
