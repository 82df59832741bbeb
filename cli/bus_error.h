/* A file that was mapped (a model pack) and is cut short by somebody meanwhile ends the program (SIGBUS): say which. */
#ifndef FACSIMILE_CLI_BUS_ERROR_H
#define FACSIMILE_CLI_BUS_ERROR_H

/* From now on. */
void bus_error_catch(void);

#endif
