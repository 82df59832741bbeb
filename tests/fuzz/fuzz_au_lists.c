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
    fuzz_put_parts(data, size, paths, 2);
    load_and_use_aus(env);
    fuzz_end();
    return 0;
}
