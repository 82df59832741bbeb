/* Choice of the ordered network kernels by CPU level. */
#include "detect/cnn_ordered_kernels.h"

FACS_KERNEL_SELECT(facs_cnn_ordered_kernels)
