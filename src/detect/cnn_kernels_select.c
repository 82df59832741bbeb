/* Choice of the network kernels by CPU level. */
#include "detect/cnn_kernels.h"

FACS_KERNEL_SELECT(facs_cnn_kernels)
