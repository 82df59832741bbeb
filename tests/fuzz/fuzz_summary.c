/* A result read back, and its figures; plain or gzip. */
#include "fuzz_world.h"

#include "tables/clip_figures.h"

static void use_person(const facs_units *units, const facs_person_figures *person)
{
    fuzz_check(person->rows > 0 && person->valid >= 0 && person->valid <= person->rows, "person %lld",
               (long long)person->id);
    for (int i = 0; i < units->count; i++) {
        const facs_unit_figures *unit = &person->unit[i];
        const double low = facs_unit_quantile(unit, 0), high = facs_unit_quantile(unit, 1);
        fuzz_check(unit->values <= person->valid && unit->decided <= person->valid && unit->present <= unit->decided,
                   "counts of %s", units->item[i].name);
        fuzz_check(unit->values == 0 || (low >= 0 && high <= 5 && low <= high && unit->mean > low - 0.01 &&
                                         unit->mean < high + 0.01 && !(facs_unit_sd(unit) < 0)),
                   "figures of %s", units->item[i].name);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const facs_env *env = fuzz_begin();
    const char *path = fuzz_temporary_file(0, data, size);
    facs_units units = {.count = 0};
    facs_clip_figures clip = {.env = *env};
    facs_error error = {.message = ""};
    facs_table *table = NULL;
    facs_status status = facs_table_open(env, path, &table, &error);
    if (status == FACS_OK)
        status = facs_units_add(&units, table, path, &error);
    facs_table_close(&table);
    if (status == FACS_OK)
        status = facs_clip_figures_read(path, &units, 3, &clip, &error);
    fuzz_check(status == FACS_OK || (error.status == status && error.message[0] == '/'), "status %d: %s", (int)status,
               error.message);
    for (int64_t i = 0; i < clip.persons; i++) {
        fuzz_check(i == 0 || clip.person[i - 1]->id < clip.person[i]->id, "persons");
        if (status == FACS_OK)
            use_person(&units, clip.person[i]);
    }
    facs_clip_figures_free(&clip);
    fuzz_end();
    return 0;
}
