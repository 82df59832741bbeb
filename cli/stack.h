/* A small stack (ulimit -s) does not stop the command. */
#ifndef FACSIMILE_CLI_STACK_H
#define FACSIMILE_CLI_STACK_H

/* What `work` returns; it runs on a stack that is large enough for the library, and so do the threads that are started
 * from now on. */
int stack_run(int (*work)(int argc, char **argv), int argc, char **argv);

#endif
