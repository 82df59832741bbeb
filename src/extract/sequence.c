/* See sequence.h.
 *
 * A picture is cut into 16 x 16 cells; what counts is how much their mean brightness changes from one picture to the
 * next, on the average of the cells, in levels of 255.  In the clips of the tests, at one frame a second, that is 1 to
 * 23 (median of a clip), from one portrait to one of somebody else 50 to 90.  Portraits before the same wall are not told
 * apart. */
#include "extract/sequence.h"

#include <math.h>
#include <string.h>

enum { CELLS = FACS_SEQUENCE_CELLS };

static const double change = 30;

static void measure(const facs_pixels *picture, float grey[CELLS * CELLS])
{
    int64_t sums[CELLS * CELLS] = {0}, counts[CELLS * CELLS] = {0};
    for (int y = 0; y < picture->height; y++) {
        const uint8_t *at = picture->data + y * picture->stride;
        const int row = (int)((int64_t)y * CELLS / picture->height) * CELLS;
        for (int x = 0; x < picture->width; x++, at += 3) {
            const int cell = row + (int)((int64_t)x * CELLS / picture->width);
            sums[cell] += at[0] + at[1] + at[2];
            counts[cell]++;
        }
    }
    for (int i = 0; i < CELLS * CELLS; i++)
        grey[i] = counts[i] ? (float)sums[i] / (float)(3 * counts[i]) : 0;
}

static double difference(const float a[CELLS * CELLS], const float b[CELLS * CELLS])
{
    double sum = 0;
    for (int i = 0; i < CELLS * CELLS; i++)
        sum += fabs((double)a[i] - (double)b[i]);
    return sum / (CELLS * CELLS);
}

void facs_sequence_add(facs_sequence *sequence, const facs_env *env, const char *folder, const char *name,
                       const facs_pixels *picture)
{
    float grey[CELLS * CELLS];
    measure(picture, grey);
    if (sequence->width > 0) {
        sequence->steps++;
        sequence->changes += difference(sequence->grey, grey) > change;
    }
    if (sequence->width > 0 && !sequence->resized &&
        (picture->width != sequence->width || picture->height != sequence->height)) {
        facs_log(
            env, FACS_LOG_WARNING,
            "%s/%s: has %d x %d pixels, pictures before it %d x %d: they are no video, --image looks at each by itself",
            folder, name, picture->width, picture->height, sequence->width, sequence->height);
        sequence->resized = true;
    }
    sequence->width = picture->width;
    sequence->height = picture->height;
    memcpy(sequence->grey, grey, sizeof grey);
}

void facs_sequence_tell(const facs_sequence *sequence, const facs_env *env, const char *folder)
{
    if (2 * sequence->changes > sequence->steps)
        facs_log(
            env, FACS_LOG_WARNING,
            "%s: %lld of %lld pictures have little to do with the one before, so they are hardly a video: use --image, "
            "which looks at each by itself",
            folder, (long long)sequence->changes, (long long)sequence->steps + 1);
}
