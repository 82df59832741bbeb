/* Where a landmark stands in its map: clamped, and as row of the kernel table. */
#ifndef FACS_LANDMARK_CLNF_MEAN_SHIFT_POSITION_H
#define FACS_LANDMARK_CLNF_MEAN_SHIFT_POSITION_H

#define FACS_KDE_STEP 0.1f

/** d clamped to 0 .. w - 0.1 (not a number: 0). */
static inline float facs_kde_clamp(float d, int window)
{
    float top = (float)window - FACS_KDE_STEP;
    float e = d > 0.0f ? d : 0.0f;
    return e < top ? e : top;
}

/** Nearest multiple of 0.1 as an index 0 .. 10 w - 1. */
static inline int facs_kde_index(float clamped, int window)
{
    int index = (int)((double)(clamped / FACS_KDE_STEP) + 0.5);
    return index < 10 * window ? index : 10 * window - 1;
}

#endif
