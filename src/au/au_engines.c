/* The action-unit engines there are, and what all of them share. */
#include "au/engine.h"
#include "au/null/null_aus.h"
#include "au/open/open_aus.h"
#include "au/openface/openface_engine.h"
#include "au/pyfaceau/pyfaceau_aus.h"

#include <string.h>

static const facs_au_engine *const engines[] = {
    &facs_openface_aus,
    &facs_open_aus,
    &facs_pyfaceau_aus,
    &facs_null_aus,
};

const facs_au_engine *facs_au_engine_get(int index)
{
    const int count = sizeof engines / sizeof engines[0]; /* NOLINT(bugprone-sizeof-expression): an array of pointers */
    return index >= 0 && index < count ? engines[index] : NULL;
}

const facs_au_engine *facs_au_engine_find(const char *name)
{
    const facs_au_engine *engine;
    for (int i = 0; (engine = facs_au_engine_get(i)) != NULL; i++)
        if (strcmp(engine->name, name) == 0)
            break;
    return engine;
}

int facs_au_count(const facs_au_engine *engine, const facs_au_settings *settings, facs_au_kind kind)
{
    facs_au_info info;
    int count = 0;
    while (count < FACS_AU_VALUES_MAX && engine->au(settings, kind, count, &info))
        count++;
    return count;
}

facs_status facs_au_describer_create(const facs_env *env, const facs_au_engine *engine, const facs_loaded *models,
                                     const facs_au_settings *settings, facs_au_describer *describer, facs_error *error)
{
    facs_au_describer made = {.engine = engine,
                              .intensities = facs_au_count(engine, settings, FACS_AU_INTENSITY),
                              .presences = facs_au_count(engine, settings, FACS_AU_PRESENCE)};
    facs_status status = engine->create(env, models, settings, &made.state, error);
    if (status == FACS_OK)
        *describer = made;
    return status;
}

void facs_au_describer_destroy(facs_au_describer *describer)
{
    if (describer->engine)
        describer->engine->destroy(&describer->state);
    *describer = (facs_au_describer){0};
}
