#ifndef VNB_KERNELS_H
#define VNB_KERNELS_H
// Umbrella of the kernels: one header per family, included here.
#include <stddef.h>
#include <stdint.h>
#include "vnb_bounds.h"
#include "vnb_codes.h"
#include "vnb_encoder.h"
#include "vnb_gemm.h"
#include "vnb_level.h"
#include "vnb_products.h"
#include "vnb_select.h"
#endif
