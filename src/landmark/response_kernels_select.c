#include "landmark/response_kernels.h"

FACS_KERNEL_SELECT(facs_response_kernels)
