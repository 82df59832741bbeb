/* Two threads that help with the loops of a share and sleep in between. */
#ifndef FACS_TESTS_CREW_H
#define FACS_TESTS_CREW_H

#include "base/share.h"
#include "base/thread.h"

enum { CREW_HELPERS = FACS_SHARE_WORKERS - 1 };

typedef struct crew_helper {
    struct crew *crew;
    facs_bell bell;
    int worker;
    facs_thread thread;
} crew_helper;

/** Starts as zeros. */
typedef struct crew {
    facs_share share;
    crew_helper helper[CREW_HELPERS];
    atomic_bool stop;
    void (*begin)(void); /**< what every helper does first; NULL = nothing */
} crew;

/** This thread's; NULL = it is no helper. */
static _Thread_local const crew_helper *crew_self;

static void crew_help(void *argument)
{
    crew_helper *h = argument;
    crew_self = h;
    if (h->crew->begin)
        h->crew->begin();
    for (;;) {
        unsigned heard = facs_bell_heard(&h->bell);
        if (atomic_load(&h->crew->stop))
            return;
        if (!facs_share_help(&h->crew->share, h->worker))
            facs_bell_wait(&h->bell, heard, FACS_NEVER);
    }
}

/** facs_share_init() has been called. */
static inline void crew_start(crew *c)
{
    for (int i = 0; i < CREW_HELPERS; i++) {
        crew_helper *h = &c->helper[i];
        h->crew = c;
        h->worker = i + 1;
        assert_int_equal(facs_bell_init(&h->bell), FACS_OK);
        c->share.bell[h->worker] = &h->bell;
        assert_int_equal(facs_thread_start(&h->thread, crew_help, h, NULL), FACS_OK);
    }
}

static inline void crew_end(crew *c)
{
    atomic_store(&c->stop, true);
    for (int i = 0; i < CREW_HELPERS; i++) {
        facs_bell_ring(&c->helper[i].bell);
        facs_thread_join(&c->helper[i].thread);
        facs_bell_free(&c->helper[i].bell);
    }
    facs_share_free(&c->share);
}

#endif
