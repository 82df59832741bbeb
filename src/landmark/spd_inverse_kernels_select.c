#include "landmark/spd_inverse.h"

FACS_KERNEL_SELECT(facs_spd_kernels)
