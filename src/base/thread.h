/* Threads and the queues between them: a queue is a first-in-first-out list of links that the passed objects carry, so
 * putting never allocates and never fails.  A pipeline is bounded by the number of objects that go round in it.
 *
 * One thread takes from a queue; it sleeps at a bell of its own, which may be that of several queues. */
#ifndef FACS_BASE_THREAD_H
#define FACS_BASE_THREAD_H

#include "base/bell.h"

/** First member of everything that travels through a queue. */
typedef struct facs_link {
    struct facs_link *next;
} facs_link;

typedef struct facs_queue {
    pthread_mutex_t mutex;
    facs_bell *bell; /* of the thread that takes; borrowed */
    facs_link *head, *tail;
    bool closed;
} facs_queue;

/** FACS_E_MEMORY when the system has no more mutexes.
 *  @param bell  rung when something was put and when the queue is closed; NULL: nobody waits */
facs_status facs_queue_init(facs_queue *queue, facs_bell *bell);
void facs_queue_free(facs_queue *queue);
void facs_queue_put(facs_queue *queue, facs_link *link);
/** It is taken next. */
void facs_queue_put_first(facs_queue *queue, facs_link *link);
/** True when waiting is over: *link is the oldest one, or NULL since the queue is closed and empty. */
bool facs_queue_poll(facs_queue *queue, facs_link **link);
/** Oldest link, NULL when there is none. */
facs_link *facs_queue_take(facs_queue *queue);
/** Oldest link, which is waited for; NULL once the queue is closed and empty. */
facs_link *facs_queue_wait(facs_queue *queue);
/** Is there nothing in it at the moment? */
bool facs_queue_is_empty(facs_queue *queue);
/** Nobody waits any more; what is inside can still be taken. */
void facs_queue_close(facs_queue *queue);

typedef struct facs_thread {
    pthread_t id;
    void (*work)(void *argument);
    void *argument;
} facs_thread;

/** Start a thread that runs work(argument); signals stay with the threads of the program.  Takes no memory: `thread` has
 *  to live until it is joined.  FACS_E_MEMORY: there can be no more threads. */
facs_status facs_thread_start(facs_thread *thread, void (*work)(void *argument), void *argument, facs_error *error);
/** Wait until its work is done. */
void facs_thread_join(facs_thread *thread);

/** `wanted` threads, or one per core this process may use when it is 0. */
int facs_thread_count(int wanted);

#endif
