// The one source of the encoder kernels, compiled once per level: NAME gives the function names, and the including
// file sets the target. Vectors of 16 floats become one, two or four registers, or plain loops; the arithmetic, and
// so every bit, is the same.
#include "encoder_math.h"

void NAME(add_layer_norm)(const float *x, size_t ldx, const float *y, size_t ldy, size_t rows, size_t width,
                          const float *gamma, const float *beta, float epsilon, float *out, size_t ldo) {
  for (size_t row = 0; row < rows; row++, x += ldx, y = y ? y + ldy : 0, out += ldo) {
    vec sum[4] = {0};
    EACH_VECTOR(width, {
      vec v = get(x + i, n);
      if (y) v += get(y + i, n);
      put(out + i, n, v);
      sum[lane] += v;
    })
    float mean = fold(sum) / (float)width;
    vec square[4] = {0};
    EACH_VECTOR(width, {
      vec d = first(get(out + i, n) - mean, n);
      square[lane] += d * d;
    })
    float scale = 1.0f / __builtin_sqrtf(fold(square) / (float)width + epsilon);
    EACH_VECTOR(width, {
      vec d = (get(out + i, n) - mean) * scale;
      put(out + i, n, fma16(d, get(gamma + i, n), get(beta + i, n)));
    })
  }
}

void NAME(softmax_terms)(float *x, size_t ldx, size_t rows, size_t width, float scale, float *sums) {
  for (size_t row = 0; row < rows; row++, x += ldx) {
    vec largest = all(-__builtin_inff());
    EACH_VECTOR(width, {
      (void)lane;
      largest = larger(n < 16 ? pick(below(n), get(x + i, n), largest) : get(x + i, n), largest);
    })
    float max = highest(largest);
    vec sum[4] = {0};
    EACH_VECTOR(width, {
      vec e = first(exp16((get(x + i, n) - max) * scale), n);
      put(x + i, n, e);
      sum[lane] += e;
    })
    sums[row] = fold(sum);
  }
}

void NAME(divide_rows)(float *x, size_t ldx, size_t rows, size_t width, const float *divisors) {
  for (size_t row = 0; row < rows; row++, x += ldx)
    EACH_VECTOR(width, {
      (void)lane;
      put(x + i, n, get(x + i, n) / divisors[row]);
    })
}

#define ACTIVATE(FUNCTION)                                  \
  for (size_t row = 0; row < rows; row++, x += ldx)         \
    EACH_VECTOR(width, {                                    \
      (void)lane;                                           \
      put(x + i, n, FUNCTION(get(x + i, n)));               \
    })                                                      \
  break;

void NAME(activate)(enum vnb_activation kind, float *x, size_t ldx, size_t rows, size_t width) {
  switch (kind) {
    case VNB_GELU: ACTIVATE(gelu16)
    case VNB_GELU_TANH: ACTIVATE(gelu_tanh16)
    case VNB_RELU: ACTIVATE(relu16)
  }
}

void NAME(mean_rows)(const float *x, size_t ldx, size_t rows, size_t width, float *out) {
  EACH_VECTOR(width, {
    (void)lane;
    vec sum = {0};
    for (size_t row = 0; row < rows; row++) sum += get(x + row * ldx + i, n);
    put(out + i, n, sum / (float)rows);
  })
}

void NAME(unit_length)(float *x, size_t width) {
  vec square[4] = {0};
  EACH_VECTOR(width, {
    vec v = get(x + i, n);
    square[lane] += v * v;
  })
  float length = __builtin_sqrtf(fold(square));
  if (length < 1e-12f) length = 1e-12f;
  EACH_VECTOR(width, {
    (void)lane;
    put(x + i, n, get(x + i, n) / length);
  })
}
