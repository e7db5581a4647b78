#include "vnb_kernels.h"
