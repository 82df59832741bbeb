/* What an action-unit engine remembers of each person of a stream.
 *
 * Every frame is one frame of every person known: those who were not seen in it, or could not be described, get it as a
 * frame without success.  So frame number i of a person is frame number i of the stream, whatever happened meanwhile,
 * and the state of a person is the same as if there were nobody else. */
#ifndef FACS_AU_PERSONS_H
#define FACS_AU_PERSONS_H

#include "au/engine.h"

typedef struct facs_persons facs_persons; /**< state; one thread at a time */

/** `describer` (with settings.persons) is borrowed. */
facs_status facs_persons_create(const facs_env *env, const facs_au_describer *describer, facs_persons **persons,
                                facs_error *error);
void facs_persons_destroy(facs_persons **persons);
/** Another video begins: nobody is known but those who were named by facs_persons_expect(). */
void facs_persons_reset(facs_persons *persons);

/** Know a person from the first frame on, seen or not.  Before the first frame. */
facs_status facs_persons_expect(facs_persons *persons, int person, facs_error *error);

/** A person's face in the frame that is on; see facs_au_engine.person_step.  At most once a frame. */
facs_status facs_persons_see(facs_persons *persons, int person, const facs_image *bgr, const facs_seen_face *face,
                             const facs_au_values *values, bool *filled, facs_error *error);
/** What a person's last frame was told from; for engines that have that. */
void facs_persons_look(const facs_persons *persons, int id, facs_look *look, uint8_t *portrait);
/** The frame is over, whether or not it could be described. */
void facs_persons_end_frame(facs_persons *persons);

/** Final values of frame `index`, zeros for one before the person was first seen; the first call works them out, and no
 *  frames may follow.  FACS_E_ARGUMENT: no such person or frame. */
facs_status facs_persons_final(facs_persons *persons, int person, int64_t index, const facs_au_values *values,
                               facs_error *error);

/** What is learnt of these people is known already: of those met so far and those to come, after facs_persons_reset()
 *  too.  The engine is one that learns; before the first frame.  Copied. */
facs_status facs_persons_calibrate(facs_persons *persons, const facs_learnt *learnt, int count, facs_error *error);

/** Whether somebody is known, was met, or both. */
typedef struct facs_person_told {
    int person;
    bool known, met;
} facs_person_told;

/** Number `index` from 0: those who are known first, then those who were met besides; false past the last. */
bool facs_persons_tell(const facs_persons *persons, int index, facs_person_told *told);
/** How many have been met. */
int facs_persons_count(const facs_persons *persons);
/** What was learnt of number `index` of them from 0; learnt->values has room.
 *  @param whole  no frames follow: from all of them; else from those so far */
facs_status facs_persons_learnt(facs_persons *persons, int index, bool whole, facs_learnt *learnt, facs_error *error);

#endif
