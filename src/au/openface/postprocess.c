/* Post-processing of raw predictions; see postprocess.h.
 *
 * The calibration offset is an order statistic over all frames of a video.  It is found by radix selection: the bits
 * of a double, mapped so that they sort like the numbers, are fixed eight at a time from the top; each round counts the
 * next eight bits of the values that agree with those already fixed.  Eight passes over the frames,
 * no copy of the values, no bad case, and a place for NaN. */
#include "au/openface/postprocess.h"

#include <string.h>

enum { ONLINE_WARM_UP = 10, SMOOTH_PRESENCE = 3 };

static const double online_min = -3.0, online_range = 8.0, online_quantile = 0.10;

static double online_offset(const int32_t count[FACS_AU_ONLINE_BINS], int64_t frames)
{
    if (frames < ONLINE_WARM_UP)
        return 0.0;
    int64_t cut = (int64_t)(online_quantile * (double)frames), below = 0;
    for (int bin = 0; bin < FACS_AU_ONLINE_BINS; bin++) {
        below += count[bin];
        if (below > cut)
            return online_min + bin * (online_range / FACS_AU_ONLINE_BINS);
    }
    return 0.0; /* not reached: the counts add up to frames > cut */
}

double facs_au_online_offset(const facs_au_online *online, int au)
{
    return online_offset(online->count[au], online->frames);
}

void facs_au_online_correct(facs_au_online *online, const double raw[FACS_AU_R], bool success,
                            double corrected[FACS_AU_R])
{
    bool counted = success && online->frames < INT32_MAX;
    online->frames += counted;
    for (int au = 0; au < FACS_AU_R; au++) {
        double offset = 0.0;
        if (counted) {
            double place = (raw[au] - online_min) * FACS_AU_ONLINE_BINS / online_range;
            place = place > 0.0 ? place : 0.0; /* NaN too */
            online->count[au][place < FACS_AU_ONLINE_BINS - 1 ? (int)place : FACS_AU_ONLINE_BINS - 1]++;
        }
        if (success)
            offset = online_offset(online->count[au], online->frames);
        corrected[au] = facs_au_clip(raw[au] - offset);
    }
}

/* Unsigned number that sorts like the double. */
static uint64_t sort_key(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static double from_sort_key(uint64_t key)
{
    uint64_t bits = key >> 63 ? key & ~((uint64_t)1 << 63) : ~key;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

double facs_au_calibration_offset(const facs_au_series *series, int au, double cutoff)
{
    int64_t n = 0;
    for (int64_t frame = 0; frame < series->frames; frame++)
        n += series->success(series->cookie, frame);
    if (n == 0 || cutoff < 0.0)
        return 0.0;
    int64_t rank = (int64_t)((double)n * cutoff);
    rank = rank < n ? rank : n - 1;
    uint64_t fixed = 0, known = 0;
    for (int shift = 56; shift >= 0; shift -= 8) {
        int64_t count[256] = {0};
        for (int64_t frame = 0; frame < series->frames; frame++) {
            if (!series->success(series->cookie, frame))
                continue;
            uint64_t key = sort_key(series->intensity(series->cookie, frame, au));
            if ((key & known) == fixed)
                count[key >> shift & 255]++;
        }
        unsigned digit = 0;
        while (rank >= count[digit])
            rank -= count[digit++];
        fixed |= (uint64_t)digit << shift;
        known |= (uint64_t)255 << shift;
    }
    return from_sort_key(fixed);
}

static double calibrated(const facs_au_series *series, int64_t frame, int au, double offset)
{
    return series->success(series->cookie, frame) ? facs_au_clip(series->intensity(series->cookie, frame, au) - offset)
                                                  : 0.0;
}

double facs_au_smoothed_intensity(const facs_au_series *series, int64_t frame, int au, double offset)
{
    double here = calibrated(series, frame, au, offset);
    if (frame == 0 || frame == series->frames - 1)
        return here;
    return (calibrated(series, frame - 1, au, offset) + here + calibrated(series, frame + 1, au, offset)) / 3.0;
}

double facs_au_smoothed_presence(const facs_au_series *series, int64_t frame, int au)
{
    if (frame < SMOOTH_PRESENCE || frame >= series->frames - SMOOTH_PRESENCE)
        return series->presence(series->cookie, frame, au) ? 1.0 : 0.0;
    int present = 0;
    for (int64_t near = frame - SMOOTH_PRESENCE; near <= frame + SMOOTH_PRESENCE; near++)
        present += series->presence(series->cookie, near, au);
    return present > SMOOTH_PRESENCE ? 1.0 : 0.0;
}
