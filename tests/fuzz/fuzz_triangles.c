/* Triangulations: read, then the mask of a shape. */
#include "fuzz_world.h"

#include "model/readers.h"
#include "shape/face_mask.h"

#include <string.h>

enum { VERTICES = 6, SIDE = 32 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const float landmarks[2 * VERTICES] = {2, 30, 4, 28, 15, 16, 3, 1, 29, 30, 14, 15};
    const facs_env *env = fuzz_begin();
    fuzz_put("/triangles", data, size);
    facs_triangles triangles = {0};
    facs_error error = {.message = ""};
    if (fuzz_accepted(facs_triangles_load(env, "/triangles", VERTICES, &triangles, &error), &error)) {
        uint8_t mask[SIDE * SIDE], drawn[SIDE * SIDE];
        int32_t index[SIDE * SIDE];
        facs_paw_mask(facs_face_mask_kernels_for(env->cpu), &triangles, VERTICES, landmarks, SIDE, SIDE, mask, index);
        facs_paw_mask(facs_face_mask_kernels_for(env->cpu), &triangles, VERTICES, landmarks, SIDE, SIDE, drawn, NULL);
        fuzz_check(memcmp(mask, drawn, sizeof mask) == 0, "the drawn mask differs from the searched one");
        for (int i = 0; i < SIDE * SIDE; i++)
            fuzz_check(index[i] >= -1 && index[i] < triangles.count && mask[i] == (index[i] >= 0),
                       "pixel %d in triangle %d of %d, mask %d", i, (int)index[i], triangles.count, mask[i]);
    }
    facs_triangles_free(env, &triangles);
    fuzz_end();
    return 0;
}
