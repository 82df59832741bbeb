/* Files of cache experts: the first byte is that of packs (repair_pack.h).  What is accepted is looked at group by
 * group, then used in a fit; a group that is found damaged only then is computed instead. */
#include "fuzz_world.h"

#include "landmark/clnf/expert_cache_pack.h"
#include "repair_pack.h"
#include "unit/model/synthetic.h"
#include "use_models.h"

#include <stdlib.h>
#include <string.h>

static facs_landmark_model *model;
static memory_files files;
static facs_env model_env;

static void forget_model(void)
{
    facs_landmark_model_free(&model_env, &model);
    memory_files_free(&files);
}

/* the models that the file is beside; read once, as the target is about the file */
static void remember_model(void)
{
    facs_error error = {.message = ""};
    write_installation(&files);
    model_env = memory_env(&files);
    fuzz_check(facs_landmark_model_load(&model_env, SYNTHETIC_MAIN, &model, &error) == FACS_OK, "%s", error.message);
    atexit(forget_model);
}

static void look(const facs_expert_cache_pack *pack)
{
    for (int i = 0; i < pack->entries; i++) {
        const facs_expert_cache_entry *entry = &pack->entry[i];
        facs_cached_expert experts[FACS_N_MAX];
        const float *floats = facs_pack_look(pack->file, &entry->block, true);
        fuzz_check(entry->block.count == facs_expert_cache_floats(&entry->source), "group %d has %llu floats", i,
                   (unsigned long long)entry->block.count);
        for (size_t j = 0; floats && j < entry->block.count; j++)
            fuzz_check(floats[j] - floats[j] == 0, "float %zu of group %d is %g", j, i, (double)floats[j]);
        if (floats)
            facs_expert_cache_lay_out(&entry->source, floats, experts);
        facs_pack_release(pack->file, &entry->block);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    if (!model)
        remember_model();
    char *path = strdup(fuzz_temporary_pack(data, size));
    fuzz_check(path != NULL, "out of memory");
    path[strlen(path) - strlen(FUZZ_TEMPORARY_END)] = '\0';
    model->derived_path = path;
    const facs_env *env = fuzz_begin();
    fuzz_limit_by(size);
    facs_expert_cache_pack *pack = NULL;
    facs_error error = {.message = ""};
    if (fuzz_accepted(facs_expert_cache_pack_open(env, model, &pack, &error), &error)) {
        fuzz_check(pack != NULL, "the file was not looked at");
        look(pack);
        use_landmarks(env, model);
    }
    facs_expert_cache_pack_close(&pack);
    fuzz_end();
    model->derived_path = NULL;
    free(path);
    return 0;
}
