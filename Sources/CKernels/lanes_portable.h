// The definition of the order in which 64 lanes become one number, in plain C. Every other version is held to this one.
#ifndef VNB_LANES_PORTABLE_H
#define VNB_LANES_PORTABLE_H
#pragma STDC FP_CONTRACT OFF

enum { LANES = 64 };

static float fold(const float *lane) {
  float s[16];
  for (int l = 0; l < 16; l++) s[l] = (lane[l] + lane[16 + l]) + (lane[32 + l] + lane[48 + l]);
  for (int half = 8; half > 0; half /= 2)
    for (int l = 0; l < half; l++) s[l] = s[l] + s[l + half];
  return s[0];
}
#endif
