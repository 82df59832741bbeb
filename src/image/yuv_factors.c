/* Factors of the conversion Y U V -> B G R; see image_kernels.h. */
#include "image/image_kernels.h"

const facs_yuv_factors facs_yuv_limited = {
    .black = 128, .light = 9539, .red_v = 13075, .green_u = -3209, .green_v = -6660, .blue_u = 16525};
const facs_yuv_factors facs_yuv_full = {
    .black = 0, .light = 8192, .red_v = 11485, .green_u = -2819, .green_v = -5850, .blue_u = 14516};
