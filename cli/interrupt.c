/* See interrupt.h. */
#include "interrupt.h"

#include <signal.h>
#include <stdatomic.h>

/* the one thing a signal handler may touch */
static atomic_int caught;

static void catch_signal(int number)
{
    atomic_store(&caught, number);
    signal(number, SIG_DFL);
}

void interrupt_catch(void)
{
    signal(SIGINT, catch_signal);
    signal(SIGTERM, catch_signal);
    signal(SIGPIPE, SIG_IGN);
#ifdef SIGXFSZ
    signal(SIGXFSZ, SIG_IGN);
#endif
}

int interrupt_signal(void)
{
    return atomic_load(&caught);
}
