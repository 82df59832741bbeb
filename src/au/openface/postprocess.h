/* Rules that turn raw predictions into what is put out: online correction, calibration to the person, clipping and
 * smoothing (docs/algorithm/action-units.md). */
#ifndef FACS_AU_OPENFACE_POSTPROCESS_H
#define FACS_AU_OPENFACE_POSTPROCESS_H

#include <facsimile/facsimile.h>

/** Limit an intensity to 0..5. */
static inline double facs_au_clip(double value)
{
    return value < 0.0 ? 0.0 : value > 5.0 ? 5.0 : value;
}

enum { FACS_AU_ONLINE_BINS = 200 };

/** Histograms of the raw intensities of a live stream; all zero at the start. */
typedef struct facs_au_online {
    int64_t frames; /**< successful ones */
    int32_t count[FACS_AU_R][FACS_AU_ONLINE_BINS];
} facs_au_online;

/** Count the raw intensities of a frame and correct them: minus the 10 % quantile so far (from the 10th successful
 *  frame on), clipped. */
void facs_au_online_correct(facs_au_online *online, const double raw[FACS_AU_R], bool success,
                            double corrected[FACS_AU_R]);

/** What it subtracts now. */
double facs_au_online_offset(const facs_au_online *online, int au);

/** Raw predictions of a whole video, frame by frame, wherever they are kept. */
typedef struct facs_au_series {
    const void *cookie;
    int64_t frames;
    bool (*success)(const void *cookie, int64_t frame);
    double (*intensity)(const void *cookie, int64_t frame, int au); /**< asked for successful frames only */
    bool (*presence)(const void *cookie, int64_t frame, int au);    /**< false for failed frames */
} facs_au_series;

/** Element trunc(n * cutoff) of the n sorted raw intensities of the successful frames; 0 when cutoff is -1 or n = 0.
 *  Needs no memory. */
double facs_au_calibration_offset(const facs_au_series *series, int au, double cutoff);

/** Calibrated, clipped intensity, mean of three frames (first and last frame: of one). */
double facs_au_smoothed_intensity(const facs_au_series *series, int64_t frame, int au, double offset);

/** Majority of seven frames (the first and last three: of one): 0 or 1. */
double facs_au_smoothed_presence(const facs_au_series *series, int64_t frame, int au);

#endif
