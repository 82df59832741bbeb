/* Files of face boxes: every box that is accepted has a size. */
#include "fuzz_world.h"

#include "extract/boxes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const facs_env *env = fuzz_begin();
    fuzz_put("/boxes", data, size);
    facs_box *boxes = NULL;
    int count = 0;
    facs_error error = {.message = ""};
    if (fuzz_accepted(facs_boxes_read(env, "/boxes", &boxes, &count, &error), &error))
        for (int i = 0; i < count; i++) {
            const facs_box *box = &boxes[i];
            fuzz_check(box->x >= -1e6f && box->x <= 1e6f && box->y >= -1e6f && box->y <= 1e6f && box->width > 0 &&
                           box->width <= 2e6f && box->height > 0 && box->height <= 2e6f,
                       "box %d: %g %g %g %g", i, (double)box->x, (double)box->y, (double)box->width,
                       (double)box->height);
        }
    facs_free(env, boxes);
    fuzz_end();
    return 0;
}
