#include "shape/shape_kernels.h"

FACS_KERNEL_SELECT(facs_shape_kernels)
