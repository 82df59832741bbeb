/* See waiting.h. */
#include "media/waiting.h"

#include "base/profile.h"

#include <poll.h>
#include <time.h>

enum { PAUSE = 2000000 /* ns */, POLL = 100 /* ms */ };

void facs_waiting_start(facs_waiting *waiting)
{
    waiting->since = facs_clock();
}

int facs_waiting_ends(void *opaque)
{
    facs_waiting *waiting = opaque;
    if (waiting->stopped || waiting->timed_out)
        return 1;
    waiting->stopped = waiting->interrupted && waiting->interrupted(waiting->cookie) != 0;
    waiting->timed_out =
        !waiting->stopped && waiting->limit > 0 && 1e-9 * (double)(facs_clock() - waiting->since) > waiting->limit;
    return waiting->stopped || waiting->timed_out;
}

bool facs_waiting_pause(facs_waiting *waiting)
{
    const struct timespec moment = {.tv_nsec = PAUSE};
    if (facs_waiting_ends(waiting))
        return false;
    nanosleep(&moment, NULL);
    return true;
}

bool facs_waiting_for(facs_waiting *waiting, int file)
{
    struct pollfd one = {.fd = file, .events = POLLIN};
    while (!facs_waiting_ends(waiting))
        if (poll(&one, 1, POLL) > 0)
            return true;
    return false;
}
