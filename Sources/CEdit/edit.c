#include "vnb_edit.h"
