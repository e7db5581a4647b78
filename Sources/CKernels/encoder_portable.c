#include "encoder_versions.h"
#define NAME(function) vnb_##function##_portable
#include "encoder_body.h"
