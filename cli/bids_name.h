/* Names of BIDS (Brain Imaging Data Structure): entities with '_' between them, sub-01_ses-2_task-rest, then a suffix. */
#ifndef FACSIMILE_CLI_BIDS_NAME_H
#define FACSIMILE_CLI_BIDS_NAME_H

#include <stdbool.h>

/* Is the input called as BIDS wants it?  It has to begin with sub- and to have task-.  False after a message that says what
 * to do. */
bool bids_name_check(const char *input);
/* What the table of an input with such a name is called: its entities and _beh.tsv.gz; free(), NULL = no memory. */
char *bids_name_table(const char *input);

#endif
