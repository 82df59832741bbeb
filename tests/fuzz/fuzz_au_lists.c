/* The text files that name the parts of an action-unit model: main file and list of predictors, with a byte 0x1e
 * between them; the files they name are intact.  Read, then action units. */
#include "fuzz_world.h"
#include "unit/model/synthetic.h"
#include "use_models.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = {SYNTHETIC_AU, "/m/AU_predictors/list.txt"};
    const facs_env *env = fuzz_begin();
    fuzz_put_installation();
    for (int i = 0; i < 2; i++) {
        const uint8_t *part;
        size_t part_size;
        if (fuzz_part(data, size, i, &part, &part_size))
            fuzz_put(paths[i], part, part_size);
    }
    facs_au_model *model = NULL;
    facs_error error = {.message = ""};
    if (fuzz_accepted(facs_au_model_load(env, SYNTHETIC_AU, &model, &error), &error))
        use_aus(env, model);
    facs_au_model_free(env, &model);
    fuzz_end();
    return 0;
}
