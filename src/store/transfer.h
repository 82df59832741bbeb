/* One try to get a file from one address. */
#ifndef FACS_STORE_TRANSFER_H
#define FACS_STORE_TRANSFER_H

#include "store/part.h"
#include "store/watch.h"

typedef enum facs_transfer_end {
    FACS_TRANSFER_WHOLE,     /**< as many bytes as wanted; not checked yet */
    FACS_TRANSFER_AGAIN,     /**< may work next time */
    FACS_TRANSFER_ELSEWHERE, /**< this address will not do */
    FACS_TRANSFER_STOP,      /**< nothing will: error has the status */
} facs_transfer_end;

typedef struct facs_transfer facs_transfer; /* keeps connections open */

/** @param timeout s without a byte after which a try has failed
 *  FACS_E_UNSUPPORTED: a build without libcurl. */
facs_status facs_transfer_open(const facs_env *env, double timeout, facs_watch *watch, facs_transfer **transfer,
                               facs_error *error);
void facs_transfer_close(facs_transfer **transfer);

/** Add to the part what `url` has from part->bytes on, or all of it if the server cannot continue.
 *  @param error why it did not work; its status counts only with FACS_TRANSFER_STOP
 *  @param retry_after gets the s the server asks to wait, 0 = did not say */
facs_transfer_end facs_transfer_get(facs_transfer *transfer, const char *url, facs_part *part, double *retry_after,
                                    facs_error *error);

#endif
