/* The text files that name the parts of a landmark model: main file, list of files, early-termination values, in this
 * order with bytes 0x1e between them; the files they name are intact.  Read, then a step of a fit. */
#include "fuzz_world.h"
#include "unit/model/synthetic.h"
#include "use_models.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = {SYNTHETIC_MAIN, "/m/model/detector.txt", "/m/model/early.txt"};
    const facs_env *env = fuzz_begin();
    fuzz_put_installation();
    fuzz_put_parts(data, size, paths, 3);
    facs_landmark_model *model = NULL;
    facs_error error = {.message = ""};
    if (fuzz_accepted(facs_landmark_model_load(env, SYNTHETIC_MAIN, &model, &error), &error))
        use_landmarks(env, model);
    facs_landmark_model_free(env, &model);
    fuzz_end();
    return 0;
}
