/* A file from its publisher: addresses in order, tries, pauses. */
#ifndef FACS_STORE_DOWNLOAD_H
#define FACS_STORE_DOWNLOAD_H

#include "store/transfer.h"

typedef struct facs_download_plan {
    int tries;            /* per address */
    double wait;          /* s before the second try; doubles */
    const char *url_base; /* instead of the publishers' addresses, several with blanks between; NULL = theirs */
} facs_download_plan;

/** Some address is known for the file. */
bool facs_download_possible(const facs_download_plan *plan, const facs_model_file *file);

/** Download to `final_path`.  FACS_E_DOWNLOAD with every address and what was wrong with it; FACS_E_DISK_FULL,
 *  FACS_E_OUTPUT, FACS_E_INTERRUPTED, FACS_E_MEMORY. */
facs_status facs_download(const facs_env *env, facs_transfer *transfer, facs_watch *watch,
                          const facs_download_plan *plan, const facs_model_file *file, const char *final_path,
                          facs_error *error);

#endif
