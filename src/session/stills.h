/* Stills side by side: every thread takes the next picture and does all that has to be done with it, with a locator and
 * a describer of its own.  A picture depends on no other (locator.c), so neither do results on the number of threads. */
#ifndef FACS_SESSION_STILLS_H
#define FACS_SESSION_STILLS_H

#include "base/thread.h"
#include "session/describer.h"
#include "session/locator.h"

/** What one thread works with.  `status` is not FACS_OK: there was no memory for it, as `error` says. */
typedef struct facs_still_tools {
    facs_locator *locator;
    facs_describer *describer; /**< NULL = no AUs */
    facs_status status;
    facs_error error;
} facs_still_tools;

/** How the session works on a picture that was put, and how large one is; any thread. */
typedef struct facs_still_work {
    void (*run)(void *cookie, const facs_still_tools *tools, facs_link *picture);
    size_t (*size)(const facs_link *picture);
    void *cookie;
} facs_still_work;

typedef struct facs_stills facs_stills;

/** @param threads besides the caller's, 1 or more; the others are started when there is a picture for them; FACS_E_MEMORY: not one can be
 *  @param recipe  copied; the share is not used */
facs_status facs_stills_create(const facs_env *env, const facs_models *models, const facs_recipe *recipe, int threads,
                               const facs_still_work *work, facs_stills **stills, facs_error *error);
/** Waits for the pictures that were put. */
void facs_stills_destroy(facs_stills **stills);

/** One more picture. */
void facs_stills_put(facs_stills *stills, facs_link *picture);
/** Work on one of those that wait, with the caller's tools.  False: none waits. */
bool facs_stills_help(facs_stills *stills, const facs_still_tools *tools);
/** While nothing is under way: add the times of the threads to `sum`, or set them to 0. */
void facs_stills_add_times(const facs_stills *stills, facs_profiler *sum);
void facs_stills_reset_times(facs_stills *stills);

#endif
