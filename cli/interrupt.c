/* See interrupt.h. */
#include "interrupt.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

/* the one thing a signal handler may touch */
static atomic_int caught;

/* what a program that is ended leaves as it was */
static void (*cleaner)(void);

static void end_clean(int number)
{
    cleaner();
    signal(number, SIG_DFL);
    raise(number);
}

/* The second of its kind ends the program; but when a terminal is closed, the shell and the system both say so. */
static void catch_signal(int number)
{
    atomic_store(&caught, number);
    signal(number, number == SIGHUP ? SIG_IGN : cleaner ? end_clean : SIG_DFL);
}

/* who began this program may have it ignore a signal, as nohup does */
static void catch_unless_ignored(int number)
{
    struct sigaction before;
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        signal(number, catch_signal);
}

void interrupt_catch(void)
{
    catch_unless_ignored(SIGINT);
    catch_unless_ignored(SIGTERM);
    catch_unless_ignored(SIGHUP);
    signal(SIGPIPE, SIG_IGN);
#ifdef SIGXFSZ
    signal(SIGXFSZ, SIG_IGN);
#endif
}

void interrupt_before_end(void (*clean)(void))
{
    cleaner = clean;
}

int interrupt_signal(void)
{
    return atomic_load(&caught);
}
