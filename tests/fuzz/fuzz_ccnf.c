/* CCNF patch experts: read, then response maps. */
#include "fuzz_world.h"
#include "use_models.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const facs_env *env = fuzz_begin();
    fuzz_put("/experts", data, size);
    facs_patch_scale scale = {0};
    facs_error error = {.message = ""};
    if (fuzz_accepted(facs_ccnf_load(env, "/experts", FUZZ_PATCH_LANDMARKS, &scale, &error), &error))
        use_patches(env, &scale);
    facs_patch_scale_free(env, &scale);
    fuzz_end();
    return 0;
}
