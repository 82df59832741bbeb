/* See calibrated.h. */
#include "extract/calibrated.h"

#include <string.h>

enum { FEW = 300 /* frames: 10 s */ };

facs_calibrate_to facs_calibrate_to_word(const char *word)
{
    if (!word || strcmp(word, "whole") == 0)
        return FACS_TO_WHOLE;
    if (strcmp(word, "online") == 0)
        return FACS_TO_ONLINE;
    return strcmp(word, "none") == 0 ? FACS_TO_NOBODY : FACS_TO_KNOWN;
}

facs_status facs_calibrate_by_known(facs_session *session, const facs_calibration *known, facs_error *error)
{
    facs_status status = facs_session_calibrate(session, known);
    return status == FACS_OK ? status : facs_fail(error, status, "%s", facs_session_message(session));
}

facs_status facs_calibrate_by_file(facs_session *session, const facs_env *env, const char *path, facs_error *error)
{
    facs_calibration *known = NULL;
    facs_status status = facs_calibration_read(env, path, &known, error);
    if (status != FACS_OK)
        return status;
    status = facs_session_calibrate(session, known);
    facs_calibration_destroy(&known);
    return status == FACS_OK ? status : facs_fail(error, status, "%s: %s", path, facs_session_message(session));
}

facs_status facs_calibrate_save(facs_session *session, const facs_env *env, const char *input, const char *path,
                                facs_error *error)
{
    facs_calibration *learnt = NULL;
    int64_t frames = 0;
    facs_status status = facs_session_calibration(session, &learnt);
    if (status != FACS_OK)
        return facs_fail(error, status, "%s: %s", input, facs_session_message(session));
    for (int i = 0; facs_calibration_person(learnt, i, &frames) != -1; i++)
        if (frames < FEW)
            facs_log(env, FACS_LOG_WARNING,
                     "%s: only %lld frames with the face are behind this calibration; 10 s or more with a neutral face "
                     "make a good one",
                     path, (long long)frames);
    status = facs_calibration_write(learnt, path, error);
    facs_calibration_destroy(&learnt);
    if (status == FACS_OK)
        facs_log(env, FACS_LOG_INFO, "wrote %s", path);
    return status;
}
