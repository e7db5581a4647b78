// Sums of products for covariances. Sums do not share accumulators, so that vectors of any width add in the same order.
#pragma STDC FP_CONTRACT OFF
#include "vnb_products.h"
#include "vnb_level.h"

enum { BLOCK = 8 };
typedef double lanes __attribute__((vector_size(BLOCK * sizeof(double)), aligned(sizeof(double))));

static inline __attribute__((always_inline)) void add_products(const double *rows, size_t count, size_t n,
                                                               size_t first, size_t last, double *sum) {
  for (size_t i = first; i < last; i++) {
    size_t j = i / BLOCK * BLOCK;
    // Four sums beside one another hide the latency of an addition.
    for (; j + 4 * BLOCK <= n; j += 4 * BLOCK) {
      lanes *target = (lanes *)(sum + i * n + j);
      lanes a = target[0], b = target[1], c = target[2], d = target[3];
      for (size_t r = 0; r < count; r++) {
        const lanes *row = (const lanes *)(rows + r * n + j);
        double factor = rows[r * n + i];
        lanes pa = row[0] * factor, pb = row[1] * factor, pc = row[2] * factor, pd = row[3] * factor;
        a = a + pa, b = b + pb, c = c + pc, d = d + pd;
      }
      target[0] = a, target[1] = b, target[2] = c, target[3] = d;
    }
    for (; j < n; j += BLOCK) {
      lanes *target = (lanes *)(sum + i * n + j);
      lanes total = *target;
      for (size_t r = 0; r < count; r++) {
        lanes product = *(const lanes *)(rows + r * n + j) * rows[r * n + i];
        total = total + product;
      }
      *target = total;
    }
  }
}

static void portable(const double *rows, size_t count, size_t n, size_t first, size_t last, double *sum) {
  add_products(rows, count, n, first, last, sum);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void avx2(const double *rows, size_t count, size_t n, size_t first,
                                                 size_t last, double *sum) {
  add_products(rows, count, n, first, last, sum);
}

__attribute__((target("avx512f"))) static void avx512(const double *rows, size_t count, size_t n, size_t first,
                                                      size_t last, double *sum) {
  add_products(rows, count, n, first, last, sum);
}
#endif

void vnb_add_products_at(int level, const double *rows, size_t count, size_t n, size_t first, size_t last,
                         double *sum) {
#if defined(__x86_64__)
  int best = vnb_simd_level_supported();
  switch (level < best ? level : best) {
    case VNB_AVX512: avx512(rows, count, n, first, last, sum); return;
    case VNB_AVX2: avx2(rows, count, n, first, last, sum); return;
  }
#endif
  (void)level;
  portable(rows, count, n, first, last, sum);
}

void vnb_add_products(const double *rows, size_t count, size_t n, size_t first, size_t last, double *sum) {
  vnb_add_products_at(vnb_simd_level(), rows, count, n, first, last, sum);
}
