/* What the command does to need little memory. */
#ifndef FACSIMILE_HEAP_H
#define FACSIMILE_HEAP_H

/* Let every large block of the heap go back to the system when it is freed. */
void heap_settle(void);

#endif
