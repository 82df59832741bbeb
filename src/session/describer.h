/* Second half of the pipeline: faces -> action units. */
#ifndef FACS_SESSION_DESCRIBER_H
#define FACS_SESSION_DESCRIBER_H

#include "au/persons.h"
#include "session/outcome.h"
#include "session/recipe.h"

typedef struct facs_describer facs_describer; /**< state; one thread at a time */

/** `models` must outlive the describer. */
facs_status facs_describer_create(const facs_env *env, const facs_models *models, const facs_recipe *recipe,
                                  facs_describer **describer, facs_error *error);
void facs_describer_destroy(facs_describer **describer);
void facs_describer_reset(facs_describer *describer);

/** Fill the AUs of the outcome's faces.  A frame that could not be located, whose status is not FACS_OK, counts as one
 *  without a face. */
facs_status facs_describer_run(facs_describer *describer, const facs_image *bgr, facs_outcome *outcome,
                               facs_error *error);

/** Final AUs of a person in frame `index`; the first call runs the second pass.  FACS_E_STATE without persons,
 *  FACS_E_ARGUMENT for a person or frame that was not seen. */
facs_status facs_describer_final(facs_describer *describer, int person, int64_t index, const facs_au_values *values,
                                 facs_error *error);

/** FACS_OK: something is learnt of people, *persons so far; FACS_E_STATE: it is not. */
facs_status facs_describer_learns(const facs_describer *describer, int *persons, facs_error *error);
/** Of these people all is known that would be learnt of them.  Something is learnt, here and below. */
facs_status facs_describer_calibrate(facs_describer *describer, const facs_learnt *learnt, int count,
                                     facs_error *error);
/** What was learnt of person number `index`, see facs_persons_learnt(). */
facs_status facs_describer_learnt(facs_describer *describer, int index, facs_learnt *learnt, facs_error *error);

/** Who is known, and who was met; see facs_persons_tell(). */
bool facs_describer_tell(const facs_describer *describer, int index, facs_person_told *told);

/** What number `index` of a kind is; false past the last. */
bool facs_describer_au(const facs_describer *describer, facs_au_kind kind, int index, facs_au_info *info);

#endif
