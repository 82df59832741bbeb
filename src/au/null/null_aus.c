/* No action units; see null_aus.h. */
#include "au/null/null_aus.h"

static bool no_au(const facs_au_settings *settings, facs_au_kind kind, int index, facs_au_info *info)
{
    (void)settings, (void)kind, (void)index, (void)info;
    return false;
}

static facs_status create(const facs_env *env, const facs_loaded *models, const facs_au_settings *settings,
                          void **state, facs_error *error)
{
    (void)env, (void)models, (void)settings, (void)error;
    *state = NULL; /* it remembers nothing */
    return FACS_OK;
}

static void destroy(void **state)
{
    *state = NULL;
}

static facs_status describe(void *state, const facs_image *bgr, const facs_seen_face *face,
                            const facs_au_values *values, facs_error *error)
{
    (void)state, (void)bgr, (void)face, (void)values, (void)error;
    return FACS_OK;
}

static facs_status person_create(void *state, void **person, facs_error *error)
{
    (void)state, (void)error;
    *person = NULL;
    return FACS_OK;
}

static void person_reset(void *person)
{
    (void)person;
}

static facs_status person_step(void *person, const facs_image *bgr, const facs_seen_face *face,
                               const facs_au_values *values, bool *filled, facs_error *error)
{
    (void)person, (void)bgr, (void)face, (void)values, (void)error;
    *filled = false;
    return FACS_OK;
}

static facs_status person_finish(void *person, facs_error *error)
{
    (void)person, (void)error;
    return FACS_OK;
}

static facs_status person_final(void *person, int64_t index, const facs_au_values *values, facs_error *error)
{
    (void)person, (void)index, (void)values, (void)error;
    return FACS_OK;
}

static const char *const models[] = {NULL};

const facs_au_engine facs_null_aus = {
    .name = "null",
    .meaning = "no action units",
    .models = models,
    .au = no_au,
    .create = create,
    .destroy = destroy,
    .describe = describe,
    .person_create = person_create,
    .person_destroy = destroy,
    .person_reset = person_reset,
    .person_step = person_step,
    .person_finish = person_finish,
    .person_final = person_final,
};
