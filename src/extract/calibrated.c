/* See calibrated.h. */
#include "extract/calibrated.h"

#include "identity/gallery.h"

#include <stdio.h>
#include <string.h>

enum { FEW = 300 /* frames: 10 s */, LIST = 256 };

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

/* Numbers of those who are known or not, and were met or not, with commas between them.  How many: 0, 1, or 2 = more. */
static int list(const facs_session *session, bool known, bool met, char text[LIST])
{
    facs_person_told told;
    size_t length = 0;
    int count = 0;
    text[0] = '\0';
    for (int i = 0; facs_session_tell_person(session, i, &told); i++) {
        if (told.known != known || told.met != met)
            continue;
        const char *between = count > 0 ? ", " : "";
        count = count < 2 ? count + 1 : count;
        if (length + sizeof ", 2147483647, ..." > LIST) {
            snprintf(text + length, LIST - length, ", ...");
            break;
        }
        length += (size_t)snprintf(text + length, LIST - length, "%s%d", between, told.person);
    }
    return count;
}

static void tell_several(const facs_session *session, const facs_env *env, const char *input, const char *from)
{
    char text[LIST];
    int count = list(session, true, true, text);
    if (count > 0)
        facs_log(env, FACS_LOG_INFO, "%s: calibrated by %s: person%s %s", input, from, count > 1 ? "s" : "", text);
    else
        facs_log(env, FACS_LOG_WARNING, "%s: nobody of %s was recognised", input, from);
    count = list(session, true, false, text);
    if (count > 0)
        facs_log(env, FACS_LOG_INFO, "%s: of %s, not recognised: person%s %s", input, from, count > 1 ? "s" : "", text);
    count = list(session, false, true, text);
    if (count > 0)
        facs_log(env, FACS_LOG_WARNING, "%s: not in %s, and calibrated by what is seen here: person%s %s", input, from,
                 count > 1 ? "s" : "", text);
}

void facs_calibrate_tell(const facs_session *session, const facs_env *env, const char *input, const char *from,
                         bool several)
{
    int64_t views = 0;
    if (several) {
        tell_several(session, env, input, from);
        return;
    }
    const float alike = facs_session_alike(session, &views);
    if (views == 0)
        return;
    facs_log(env, FACS_LOG_DEBUG, "%s: likeness to the person of %s: %.2f, mean of %lld views", input, from,
             (double)alike, (long long)views);
    if (alike < FACS_GALLERY_KNOWN)
        facs_log(env, FACS_LOG_WARNING,
                 "%s: the face does not look like that of %s (likeness %.2f; one person's from %.2f on): if it is "
                 "somebody else's, all its action units are wrong",
                 input, from, (double)alike, (double)FACS_GALLERY_KNOWN);
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
