/* Which kernels belong to which CPU level. */
#include "image/image_kernels.h"

FACS_KERNEL_SELECT(facs_image_kernels)
