/* Queues between threads, thread start, number of cores. */
#if defined(__linux__)
#define _GNU_SOURCE /* sched_getaffinity */
#include <sched.h>
#endif
#include "base/thread.h"

#include "base/cpu_quota.h"

#include <math.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum {
    MOST_THREADS = 256,
    STACK = 1 << 20, /* bytes, whatever the shell allows the program (ulimit -s) */
};

facs_status facs_queue_init(facs_queue *queue, facs_bell *bell)
{
    memset(queue, 0, sizeof *queue);
    queue->bell = bell;
    return pthread_mutex_init(&queue->mutex, NULL) == 0 ? FACS_OK : FACS_E_MEMORY;
}

void facs_queue_free(facs_queue *queue)
{
    pthread_mutex_destroy(&queue->mutex);
}

static void ring(const facs_queue *queue)
{
    if (queue->bell)
        facs_bell_ring(queue->bell);
}

void facs_queue_put(facs_queue *queue, facs_link *link)
{
    link->next = NULL;
    pthread_mutex_lock(&queue->mutex);
    if (queue->tail)
        queue->tail->next = link;
    else
        queue->head = link;
    queue->tail = link;
    pthread_mutex_unlock(&queue->mutex);
    ring(queue);
}

void facs_queue_put_first(facs_queue *queue, facs_link *link)
{
    pthread_mutex_lock(&queue->mutex);
    link->next = queue->head;
    queue->head = link;
    if (!queue->tail)
        queue->tail = link;
    pthread_mutex_unlock(&queue->mutex);
    ring(queue);
}

bool facs_queue_poll(facs_queue *queue, facs_link **taken)
{
    pthread_mutex_lock(&queue->mutex);
    facs_link *link = queue->head;
    bool over = link || queue->closed;
    if (link) {
        queue->head = link->next;
        if (!queue->head)
            queue->tail = NULL;
        link->next = NULL;
    }
    pthread_mutex_unlock(&queue->mutex);
    *taken = link;
    return over;
}

facs_link *facs_queue_take(facs_queue *queue)
{
    facs_link *link;
    facs_queue_poll(queue, &link);
    return link;
}

facs_link *facs_queue_wait(facs_queue *queue)
{
    for (;;) {
        facs_link *link;
        unsigned heard = facs_bell_heard(queue->bell);
        if (facs_queue_poll(queue, &link))
            return link;
        facs_bell_wait(queue->bell, heard, FACS_NEVER);
    }
}

bool facs_queue_is_empty(facs_queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    bool empty = !queue->head;
    pthread_mutex_unlock(&queue->mutex);
    return empty;
}

void facs_queue_close(facs_queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    queue->closed = true;
    pthread_mutex_unlock(&queue->mutex);
    ring(queue);
}

static void *run(void *memory)
{
    const facs_thread *thread = memory;
    thread->work(thread->argument);
    return NULL;
}

static int start(facs_thread *thread)
{
    pthread_attr_t attributes;
    int code = pthread_attr_init(&attributes);
    if (code != 0)
        return code;
    code = pthread_attr_setstacksize(&attributes, STACK);
    if (code == 0)
        code = pthread_create(&thread->id, &attributes, run, thread);
    pthread_attr_destroy(&attributes);
    return code;
}

facs_status facs_thread_start(facs_thread *thread, void (*work)(void *argument), void *argument, facs_error *error)
{
    *thread = (facs_thread){.work = work, .argument = argument};
    /* a worker inherits a mask without signals, so that handlers run on the program's own threads; but for those that
     * tell what the worker itself does wrong, which cannot wait */
    static const int own[] = {SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP};
    sigset_t others, before;
    sigfillset(&others);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        sigdelset(&others, own[i]);
    pthread_sigmask(SIG_SETMASK, &others, &before);
    int code = start(thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code == 0)
        return FACS_OK;
    return facs_fail(error, FACS_E_MEMORY, "the system starts no more threads: %s; use fewer", strerror(code));
}

void facs_thread_join(facs_thread *thread)
{
    pthread_join(thread->id, NULL);
}

double facs_cpu_quota(void)
{
    return facs_cpu_quota_in("");
}

static int cores_of_machine(void)
{
#if defined(__linux__)
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return CPU_COUNT(&set);
#endif
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (int)online : 1;
}

int facs_cpu_cores(void)
{
    int cores = cores_of_machine();
    double quota = ceil(facs_cpu_quota()); /* part of a core is a thread's work, too */
    return quota > 0 && quota < cores ? (int)quota : cores;
}

int facs_thread_count(int wanted)
{
    int count = wanted > 0 ? wanted : facs_cpu_cores();
    return count < MOST_THREADS ? count : MOST_THREADS;
}
