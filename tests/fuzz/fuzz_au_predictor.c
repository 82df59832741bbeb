/* Predictors of action units, as regressor of AU12 and as classifier of AU28: read, then action units. */
#include "fuzz_world.h"
#include "unit/model/synthetic.h"
#include "use_models.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char list[] = "fuzzed.dat AU12", other_list[] = "fuzzed.dat AU28";
    /* kinds of classifiers are 4 and above */
    const char *names = size && data[0] >= 4 ? other_list : list;
    const facs_env *env = fuzz_begin();
    fuzz_put_installation();
    fuzz_put("/m/AU_predictors/list.txt", (const uint8_t *)names, strlen(names));
    fuzz_put("/m/AU_predictors/fuzzed.dat", data, size);
    load_and_use_aus(env);
    fuzz_end();
    return 0;
}
