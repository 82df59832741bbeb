/* Blink (AU45) from the lids: how wide an eye is open for its length; docs/algorithm/multi-task.md, Blink. */
#ifndef FACS_AU_MTL_EYE_CLOSURE_H
#define FACS_AU_MTL_EYE_CLOSURE_H

/** How the opening is worked out, and what counts as open and closed. */
typedef enum facs_eye_rule {
    FACS_EYE_LIDS,       /**< all points of the lids; of 68 points there are two pairs of an eye, of 98 three */
    FACS_EYE_EARLY,      /**< Face Mirror's formula, with its first calibration */
    FACS_EYE_FACEMIRROR, /**< with its later one */
} facs_eye_rule;

/** Opening of an eye in units of its length; NaN when the corners are one point.
 *  @param x, y    of its points, from the outer corner along the upper lid to the inner corner and back
 *  @param points  8 or 6 */
double facs_eye_opening(facs_eye_rule rule, const float *x, const float *y, int points);

/** 0 (open) to 5 (closed); NaN when neither eye tells.
 *  @param landmarks  x of all 98 or 68 points, then y; Face Mirror's formula needs 98 */
double facs_eye_closure(facs_eye_rule rule, const float *landmarks, int points);

enum { FACS_EYE_FRAMES = 3 };
/** The last values of a person; all zero = none. */
typedef struct facs_eye_history {
    int count;
    double value[FACS_EYE_FRAMES]; /**< oldest first */
} facs_eye_history;

/** The value of this frame, smoothed with those before it: NaN stays NaN and is not remembered. */
double facs_eye_smooth(facs_eye_history *history, double value);

#endif
