/* Whether the results of a run can be trusted, as far as they tell by themselves: what is counted on the way, and the
 * warnings at the end (docs/columns.md, Which rows to leave out). */
#ifndef FACS_EXTRACT_VERDICT_H
#define FACS_EXTRACT_VERDICT_H

#include "base/base.h"

typedef struct facs_verdict {
    int64_t frames, frames_good; /**< with a face that was fitted with success */
    int64_t rows, good;          /**< faces, and those with success */
    int64_t small, turned;       /**< of the good ones */
} facs_verdict;

enum {
    FACS_SMALL_FACE = 40, /**< pixels: smaller faces lack what the models look at */
    FACS_TURNED_YAW = 45, /**< degrees: few faces were turned more in what the models were trained with */
    FACS_TURNED_PITCH = 35,
};

/** One more result. */
void facs_verdict_add(facs_verdict *verdict, const facs_result *result);

/** Warns of what makes results doubtful.
 *  @param stills each picture is by itself */
void facs_verdict_tell(const facs_verdict *verdict, const facs_env *env, const char *input, bool stills);

#endif
