#ifndef VNB_EDIT_H
#define VNB_EDIT_H
#include <histedit.h>
#endif
