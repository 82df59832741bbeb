/* See stack.h. */
#if defined(__linux__)
#define _GNU_SOURCE /* pthread_setattr_default_np */
#endif
#include "stack.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>

enum { ENOUGH = 1 << 20 }; /* bytes; four times what the library asks for */

typedef struct call {
    int (*work)(int argc, char **argv);
    int argc, result;
    char **argv;
} call;

static void *run(void *argument)
{
    call *made = argument;
    made->result = made->work(made->argc, made->argv);
    return NULL;
}

/* of the threads of FFmpeg and others, too: the system makes them as large as the limit is */
static void enlarge_threads(void)
{
#if defined(__linux__)
    pthread_attr_t usual;
    if (pthread_attr_init(&usual) != 0)
        return;
    if (pthread_attr_setstacksize(&usual, ENOUGH) == 0)
        pthread_setattr_default_np(&usual);
    pthread_attr_destroy(&usual);
#endif
}

static bool run_in_thread(call *made)
{
    pthread_attr_t large;
    pthread_t thread;
    if (pthread_attr_init(&large) != 0)
        return false;
    bool started = pthread_attr_setstacksize(&large, ENOUGH) == 0 && pthread_create(&thread, &large, run, made) == 0;
    pthread_attr_destroy(&large);
    if (started)
        pthread_join(thread, NULL);
    return started;
}

int stack_run(int (*work)(int argc, char **argv), int argc, char **argv)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= ENOUGH)
        return work(argc, argv);
    call made = {.work = work, .argc = argc, .argv = argv};
    enlarge_threads();
    return run_in_thread(&made) ? made.result : work(argc, argv);
}
