/* Plain twins of the image kernels (docs/algorithm/media.md, Grey; au-alignment.md, Warp). */
#include "image/image_kernels.h"

static void grey_bgr(const uint8_t *bgr, uint8_t *grey, size_t count)
{
    for (size_t i = 0; i < count; i++, bgr += 3)
        grey[i] = (uint8_t)((3735 * bgr[0] + 19235 * bgr[1] + 9798 * bgr[2] + 16384) >> 15);
}

const facs_image_kernels facs_image_reference = {.grey_bgr = grey_bgr, .warp_tile_bgr = facs_warp_tile_plain};
