/* What the command does to need little memory. */
#ifndef FACSIMILE_TRIM_H
#define FACSIMILE_TRIM_H

/* Give back the pages of shared libraries that were read only to link them. */
void trim_libraries(void);

/* Let every large block of the heap go back to the system when it is freed. */
void trim_heap(void);

#endif
