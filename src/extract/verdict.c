/* See verdict.h. */
#include "extract/verdict.h"

#include <math.h>

#define DEGREE (3.14159265358979 / 180)

static const double few = .02; /* share of rows that is not worth a word in a video */

/* the larger side of the box around the landmarks, 0 without any */
static double size_of(const facs_face *face)
{
    const int count = face->landmark_count;
    float low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (int axis = 0; axis < 2; axis++)
        for (int i = 0; i < count; i++) {
            low[axis] = fminf(low[axis], face->landmarks[axis * count + i]);
            high[axis] = fmaxf(high[axis], face->landmarks[axis * count + i]);
        }
    return count > 0 ? (double)fmaxf(high[0] - low[0], high[1] - low[1]) : 0;
}

static void look(facs_verdict *verdict, const facs_face *face)
{
    const double size = size_of(face);
    verdict->rows++;
    if (!face->success)
        return;
    verdict->good++;
    verdict->small += size > 0 && size < FACS_SMALL_FACE;
    verdict->turned += fabs((double)face->pose[3]) > FACS_TURNED_PITCH * DEGREE ||
                       fabs((double)face->pose[4]) > FACS_TURNED_YAW * DEGREE;
}

void facs_verdict_add(facs_verdict *verdict, const facs_result *result)
{
    bool good = false;
    verdict->frames++;
    for (int i = 0; i < result->face_count; i++) {
        const facs_face *face = facs_result_face(result, i);
        look(verdict, face);
        good = good || face->success;
    }
    verdict->frames_good += good;
}

static bool worth_a_word(const facs_verdict *verdict, int64_t count, bool stills)
{
    return count > 0 && (stills || (double)count > few * (double)verdict->good);
}

void facs_verdict_tell(const facs_verdict *verdict, const facs_env *env, const char *input, bool stills)
{
    const long long frames = (long long)verdict->frames, with = (long long)verdict->frames_good;
    const char *what = stills ? "picture" : "frame";
    if (frames > 0 && with == 0)
        facs_log(env, FACS_LOG_WARNING, "%s: no face was found in %s: no row may be used", input,
                 stills && frames == 1 ? "the picture" : "any of it");
    else if (2 * with < frames)
        facs_log(env, FACS_LOG_WARNING,
                 "%s: only %lld of %lld %ss have a face: check the %ss, and use rows with success 1", input, with,
                 frames, what, what);
    if (worth_a_word(verdict, verdict->small, stills))
        facs_log(env, FACS_LOG_WARNING,
                 "%s: in %lld of %lld rows with success the face is smaller than %d pixels: too "
                 "small for action units",
                 input, (long long)verdict->small, (long long)verdict->good, FACS_SMALL_FACE);
    if (worth_a_word(verdict, verdict->turned, stills))
        facs_log(env, FACS_LOG_WARNING,
                 "%s: in %lld of %lld rows with success the head is turned by more than %d "
                 "degrees, or tilted by more than %d: beyond what the models were trained with",
                 input, (long long)verdict->turned, (long long)verdict->good, FACS_TURNED_YAW, FACS_TURNED_PITCH);
}
