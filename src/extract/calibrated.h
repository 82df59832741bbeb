/* What the action units of a run are calibrated to, as its options say it. */
#ifndef FACS_EXTRACT_CALIBRATED_H
#define FACS_EXTRACT_CALIBRATED_H

#include "session/session.h"

typedef enum facs_calibrate_to {
    FACS_TO_WHOLE,  /**< the whole video */
    FACS_TO_ONLINE, /**< what was seen so far */
    FACS_TO_NOBODY,
    FACS_TO_KNOWN, /**< what is known of the person */
} facs_calibrate_to;

/** @param word  NULL or "whole", "online", "none"; else it is the name of a file */
facs_calibrate_to facs_calibrate_to_word(const char *word);

/** Give a session what a file says.  The message is about the file. */
facs_status facs_calibrate_by_file(facs_session *session, const facs_env *env, const char *path, facs_error *error);
/** The same of what was read or learnt before. */
facs_status facs_calibrate_by_known(facs_session *session, const facs_calibration *known, facs_error *error);

/** When a session that was given something is over.  Several faces: say who was recognised, and warn of who was not.  One
 *  face: warn when it does not look like the person's.
 *  @param from where it comes from, for messages */
void facs_calibrate_tell(const facs_session *session, const facs_env *env, const char *input, const char *from,
                         bool several);

/** Write what a session that is over has learnt into a file, and warn when that is little. */
facs_status facs_calibrate_save(facs_session *session, const facs_env *env, const char *input, const char *path,
                                facs_error *error);

#endif
