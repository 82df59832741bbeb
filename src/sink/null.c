/* A sink that forgets everything: what results cost without being written, and the least a sink has to be. */
#include "sink/sink.h"

static facs_status open_null(const facs_sink_place *place, void **state, facs_error *error)
{
    (void)place;
    (void)error;
    *state = NULL;
    return FACS_OK;
}

static facs_status write_null(void *state, const facs_result *result, const char *picture, facs_error *error)
{
    (void)state;
    (void)result;
    (void)picture;
    (void)error;
    return FACS_OK;
}

static facs_status finish_null(void **state, facs_error *error)
{
    (void)state;
    (void)error;
    return FACS_OK;
}

static const char *set_null_aside(void *state)
{
    (void)state;
    return "";
}

static void abandon_null(void **state)
{
    (void)state;
}

const facs_sink facs_sink_null = {.name = "null",
                                  .ending = "",
                                  .meaning = "forgets the results: for measuring",
                                  .open = open_null,
                                  .write = write_null,
                                  .finish = finish_null,
                                  .set_aside = set_null_aside,
                                  .abandon = abandon_null};
