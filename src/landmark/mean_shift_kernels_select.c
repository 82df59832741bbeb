#include "landmark/mean_shift.h"

FACS_KERNEL_SELECT(facs_mean_shift_kernels)
