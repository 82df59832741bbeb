/* Ctrl-C, SIGTERM, and SIGHUP of a terminal that is closed: the first asks to stop; a second Ctrl-C or SIGTERM ends the
 * program at once.  What was ignored when the program began stays ignored. */
#ifndef FACSIMILE_CLI_INTERRUPT_H
#define FACSIMILE_CLI_INTERRUPT_H

/* From now on; a closed pipe and a file-size limit are no signals any more but errors of write(). */
void interrupt_catch(void);
/* Called, in a signal handler, before a second signal ends the program. */
void interrupt_before_end(void (*clean)(void));
/* Number of the signal that asked to stop, 0 = none. */
int interrupt_signal(void);

#endif
