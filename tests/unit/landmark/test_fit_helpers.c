/* Fits with threads that help and stop in the middle of what they do: same bits, and nobody waits for them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "support/needs.h"
#include "fit_fixture.h"

#include "support/crew.h"

#include <sched.h>
#include <signal.h>
#include <unistd.h>

enum { FRAMES = 5 };
static const char *const names[FRAMES] = {"default_f001", "default_f002", "default_f003", "default_f030",
                                          "default_f031"};

typedef struct run {
    const facs_landmark_model *model;
    npy array[FRAMES];
    facs_image grey[FRAMES];
    facs_fit start, expected[FRAMES];
} run;

static facs_fitter *create(const facs_env *env, const facs_landmark_model *model)
{
    facs_fitter *fitter = NULL;
    facs_error error;
    if (facs_fitter_create(env, model, &fitter, &error) < 0)
        fail_msg("%s", error.message);
    return fitter;
}

/* what a fit leaves behind, without the padding of its structures */
static void assert_same_state(const facs_fit_state *a, const facs_fit_state *b)
{
    assert_memory_equal(a->g, b->g, sizeof a->g);
    assert_memory_equal(a->p, b->p, sizeof a->p);
    assert_memory_equal(a->landmarks, b->landmarks, sizeof a->landmarks);
    assert_memory_equal(a->likelihoods, b->likelihoods, sizeof a->likelihoods);
    assert_memory_equal(&a->likelihood, &b->likelihood, sizeof a->likelihood);
    assert_memory_equal(&a->certainty, &b->certainty, sizeof a->certainty);
    assert_int_equal(a->success, b->success);
    assert_int_equal(a->last_view, b->last_view);
}

static void step(facs_fitter *fitter, const run *r, int frame, facs_fit *fit)
{
    facs_fit_params params = facs_fit_params_main(r->model, false, NULL);
    facs_error error;
    memcpy(params.win_cur, params.win_small, sizeof params.win_cur);
    *fit = r->start;
    if (facs_fitter_step(fitter, &r->grey[frame], &params, fit, &error) < 0)
        fail_msg("%s", error.message);
}

static void check_step(facs_fitter *fitter, const run *r, int frame)
{
    facs_fit fit;
    step(fitter, r, frame, &fit);
    assert_same_state(&fit.face, &r->expected[frame].face);
    for (int k = 0; k < r->model->parts; k++)
        assert_same_state(&fit.part[k], &r->expected[frame].part[k]);
}

static void prepare(const fixture *f, run *r)
{
    npy g = npy_load("golden/stages/default_f001/track/face/init_params_global.npy");
    npy p = npy_load("golden/stages/default_f001/track/face/init_params_local.npy");
    r->model = f->clnf;
    facs_fit_reset(&r->start);
    memcpy(r->start.face.g, npy_f32(&g, 6), 6 * sizeof(float));
    memcpy(r->start.face.p, npy_f32(&p, (size_t)r->model->pdm->m), (size_t)r->model->pdm->m * sizeof(float));
    npy_free(&g);
    npy_free(&p);
    facs_fitter *alone = create(&f->env, f->clnf);
    for (int i = 0; i < FRAMES; i++) {
        r->array[i] = npy_load("golden/stages/%s/frame_gray.npy", names[i]);
        r->grey[i] = npy_image(&r->array[i]);
        step(alone, r, i, &r->expected[i]);
    }
    facs_fitter_destroy(&alone);
}

static void put_away(run *r)
{
    for (int i = 0; i < FRAMES; i++)
        npy_free(&r->array[i]);
}

/* helpers with an allocator */
typedef struct shop {
    crew crew;
    atomic_bool stall;  /* helpers stop where they first take memory, inside a part */
    atomic_int stalled; /* how many have */
    atomic_bool refuse; /* no memory for the owner when it finishes that loop */
    atomic_int refused;
} shop;

/* Tables of a part are made when it is first fitted: there helpers stop, and the owner waits until they have. */
static void *alloc(void *cookie, size_t bytes, size_t alignment)
{
    shop *c = cookie;
    sigset_t all, before;
    sigfillset(&all);
    if (crew_self && atomic_load(&c->stall)) {
        atomic_fetch_add(&c->stalled, 1);
        while (atomic_load(&c->stall))
            sched_yield();
    }
    bool inside = !crew_self && atomic_load(&c->crew.share.open) != 0;
    while (inside && atomic_load(&c->stall) && atomic_load(&c->stalled) < CREW_HELPERS)
        sched_yield();
    if (!crew_self && !inside && atomic_load(&c->stalled) == CREW_HELPERS && atomic_load(&c->refuse)) {
        atomic_fetch_add(&c->refused, 1);
        atomic_store(&c->stall, false);
        return NULL;
    }
    void *memory = NULL;
    pthread_sigmask(SIG_SETMASK, &all, &before); /* nobody stops with malloc's lock */
    if (posix_memalign(&memory, alignment, bytes ? bytes : 1) != 0)
        memory = NULL;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return memory;
}

static void release(void *cookie, void *memory)
{
    sigset_t all, before;
    (void)cookie;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    free(memory);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static facs_fitter *create_shared(shop *c, const facs_landmark_model *model)
{
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.cookie = c;
    env.alloc = alloc;
    env.free = release;
    env = facs_env_resolve(&env);
    assert_int_equal(facs_share_init(&c->crew.share), FACS_OK);
    facs_fitter *fitter = create(&env, model);
    assert_int_equal(facs_fitter_set_share(fitter, &c->crew.share, NULL), FACS_OK);
    return fitter;
}

/* Both helpers stop inside parts for several frames.  The owner fits these parts with tools of its own. */
static void helpers_stop_inside_parts(void **state)
{
    static shop c;
    run r;
    prepare(*state, &r);
    assert_true(r.model->parts > CREW_HELPERS);
    facs_fitter *fitter = create_shared(&c, r.model);
    atomic_store(&c.stall, true);
    crew_start(&c.crew);
    for (int i = 0; i < FRAMES; i++)
        check_step(fitter, &r, i);
    assert_int_equal(atomic_load(&c.stalled), CREW_HELPERS);
    assert_true(c.crew.share.redone >= CREW_HELPERS);
    atomic_store(&c.stall, false);
    for (int i = 0; i < FRAMES; i++)
        check_step(fitter, &r, i);
    crew_end(&c.crew);
    facs_fitter_destroy(&fitter);
    put_away(&r);
}

/* There is no memory for tools of its own: then it waits. */
static void no_memory_to_do_without_helpers(void **state)
{
    static shop c;
    run r;
    prepare(*state, &r);
    facs_fitter *fitter = create_shared(&c, r.model);
    atomic_store(&c.stall, true);
    atomic_store(&c.refuse, true);
    crew_start(&c.crew);
    for (int i = 0; i < FRAMES; i++)
        check_step(fitter, &r, i);
    assert_true(atomic_load(&c.refused) > 0);
    crew_end(&c.crew);
    facs_fitter_destroy(&fitter);
    put_away(&r);
}

/* ---- stopped anywhere ---- */

#if defined(__SANITIZE_THREAD__)
enum { SIGNALS_COME_LATE = true }; /* when the thread makes a system call */
#else
enum { SIGNALS_COME_LATE = false };
#endif
static atomic_bool frozen;
static int thaw[2]; /* a pipe: the handler reads */

static void freeze(int number)
{
    char byte;
    (void)number;
    atomic_store(&frozen, true);
    while (read(thaw[0], &byte, 1) != 1) {
    }
    atomic_store(&frozen, false);
}

typedef struct freezer {
    crew *crew;
    atomic_bool stop;  /* before the helpers do */
    atomic_int steps;  /* of the owner */
    atomic_int caught; /* times that a helper was stopped while it looked at a loop */
    facs_thread thread;
} freezer;

/* Stops helpers at any instruction; one that looks at a loop stays so for three frames. */
static void freeze_helpers(void *argument)
{
    freezer *z = argument;
    for (int i = 0; !atomic_load(&z->stop); i = (i + 1) % CREW_HELPERS) {
        while (atomic_load(&z->crew->share.seat[i + 1].slot) == 0 && !atomic_load(&z->stop))
            facs_spin();
        pthread_kill(z->crew->helper[i].thread.id, SIGUSR1);
        while (!atomic_load(&frozen))
            sched_yield();
        if (atomic_load(&z->crew->share.seat[i + 1].slot) != 0) {
            int until = atomic_load(&z->steps) + 3;
            while (atomic_load(&z->steps) < until && !atomic_load(&z->stop))
                sched_yield();
            atomic_fetch_add(&z->caught, 1);
        }
        while (write(thaw[1], "", 1) != 1) {
        }
        while (atomic_load(&frozen))
            sched_yield();
    }
}

/* threads of the library get no signals */
static void let_signals_in(void)
{
    sigset_t signal;
    sigemptyset(&signal);
    sigaddset(&signal, SIGUSR1);
    pthread_sigmask(SIG_UNBLOCK, &signal, NULL);
}

static void helpers_stop_anywhere(void **state)
{
    static shop c;
    static freezer z;
    run r;
    const struct sigaction action = {.sa_handler = freeze}, usual = {.sa_handler = SIG_DFL};
    prepare(*state, &r);
    assert_int_equal(pipe(thaw), 0);
    facs_fitter *fitter = create_shared(&c, r.model);
    for (int i = 0; i < FRAMES; i++)
        check_step(fitter, &r, i); /* experts are there: making more waits for helpers */
    assert_int_equal(sigaction(SIGUSR1, &action, NULL), 0);
    sigset_t signal, before;
    sigemptyset(&signal);
    sigaddset(&signal, SIGUSR1);
    z.crew = &c.crew;
    c.crew.begin = let_signals_in;
    pthread_sigmask(SIG_BLOCK, &signal, &before);
    crew_start(&c.crew);
    assert_int_equal(facs_thread_start(&z.thread, freeze_helpers, &z, NULL), FACS_OK);
    while (atomic_load(&z.caught) < 8) {
        check_step(fitter, &r, atomic_load(&z.steps) % FRAMES);
        atomic_fetch_add(&z.steps, 1);
    }
    atomic_store(&z.stop, true);
    facs_thread_join(&z.thread);
    crew_end(&c.crew);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    sigaction(SIGUSR1, &usual, NULL);
    facs_fitter_destroy(&fitter);
    close(thaw[0]);
    close(thaw[1]);
    put_away(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(helpers_stop_inside_parts),
        cmocka_unit_test(no_memory_to_do_without_helpers),
        NEEDS_THAT(!SIGNALS_COME_LATE, "signals come late under this sanitizer",
                   cmocka_unit_test(helpers_stop_anywhere)),
    };
    return RUN_GROUP_NEEDING(NEED_DATA, tests, load_models, free_models);
}
