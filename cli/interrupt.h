/* Ctrl-C and SIGTERM: the first asks to stop, the second ends the program at once. */
#ifndef FACSIMILE_CLI_INTERRUPT_H
#define FACSIMILE_CLI_INTERRUPT_H

/* From now on; a closed pipe and a file-size limit are no signals any more but errors of write(). */
void interrupt_catch(void);
/* Number of the signal that asked to stop, 0 = none. */
int interrupt_signal(void);

#endif
