/* Running medians of every dimension of the descriptor: the estimate of the neutral face that dynamic predictors
 * subtract (docs/algorithm/action-units.md, Running medians).
 *
 * A dimension has a histogram of `bins` equal bins over [min, max]; its median is the centre of the first bin whose
 * cumulative count reaches target = (K + 1) / 2 after K updates (the lower median).  Quirks kept: with K = 1 the median
 * is a copy of the current descriptor, with K = 0 the first bin; FHOG medians are not negative.
 *
 * Instead of adding up 1000 or 10000 counts each time, every dimension remembers its median bin, the count below it
 * and the count in it.  An update changes the cumulative counts by at most one, so the median moves to a
 * neighbouring occupied bin at most: O(1) per dimension and update.  An update only notes the bins; up to 8 are
 * counted together, since those of a dimension share a line of memory, and medians move when they are asked for.
 *
 * Memory: counts are 16 bits wide (13.9 MB), in blocks of 64 bins that are cleared when first counted in, since most
 * bins are never met: an FHOG channel stays below 0.4, a coordinate within a few millimetres.  Blocks lie so that those
 * in use share pages: FHOG's by height, then channel, then cell; a coordinate's side by side.  Some 4 MB are touched.
 * When a count wraps around, a carry of 65536 is noted in a small table of its dimension.  A dimension has 16 carries;
 * they last for at least 17 x 65536 = 1.1 million updates (10 hours at 60 frames a second), after which a 17th bin of
 * one dimension would stop at 65535. */
#include "au/openface/history_internal.h"

#include <string.h>

enum { CARRIES = 16, COUNT_MAX = 65535, BLOCK = 64, FHOG_CHANNELS = 31, NOTED = 8, AHEAD = 24 };

typedef struct carry {
    uint16_t bin, times;
} carry;

/** Histograms of one kind of dimensions.  Dimensions are in the order of memory here: all cells of the first channel,
 *  then of the next one, so that the lines met one after the other lie in different sets of the caches. */
typedef struct histograms {
    int dimensions, bins;
    bool positive; /**< medians below 0 become 0 */
    double min, width, alpha, beta;
    int channels;     /**< of the input, whose order is cell * channels + channel */
    size_t blocks;    /**< of all dimensions */
    size_t up, along; /**< blocks from one to that of the next BLOCK bins, of the next dimension */
    uint16_t *count;  /**< blocks x BLOCK; what it holds where `known` is 0 means nothing */
    uint8_t *known;   /**< per block */
    uint16_t *noted;  /**< bins that are not counted yet: NOTED x dimensions */
    carry (*carries)[CARRIES];
    uint8_t *carry_count;
    int32_t *median, *below, *at; /**< per dimension: median bin, count of the bins below it, count in it */
} histograms;

struct facs_medians {
    facs_env env;
    int64_t updates;
    int noted;  /**< updates whose bins are noted */
    bool stale; /**< values lag behind the updates */
    histograms fhog, geometry;
    double x[FACS_FHOG_SIZE];
    double values[FACS_FHOG_SIZE + FACS_GEOM_SIZE];
};

static bool create_histograms(const facs_env *env, histograms *set, int dimensions, int bins, double min, double max)
{
    size_t n = (size_t)dimensions, high = ((size_t)bins + BLOCK - 1) / BLOCK;
    double range = max - min;
    *set = (histograms){.dimensions = dimensions,
                        .bins = bins,
                        .min = min,
                        .width = range / bins,
                        .alpha = bins * (1.0 / range),
                        .beta = -min * bins * (1.0 / range),
                        .blocks = n * high};
    set->known = facs_calloc(env, set->blocks, sizeof *set->known);
    /* not facs_calloc: clearing would touch it all */
    set->count = env->alloc(env->cookie, set->blocks * BLOCK * sizeof *set->count, 64);
    set->noted = facs_calloc(env, NOTED * n, sizeof *set->noted);
    set->carries = facs_calloc(env, n, sizeof *set->carries);
    set->carry_count = facs_calloc(env, n, sizeof *set->carry_count);
    set->median = facs_calloc(env, n, sizeof *set->median);
    set->below = facs_calloc(env, n, sizeof *set->below);
    set->at = facs_calloc(env, n, sizeof *set->at);
    return set->known && set->count && set->noted && set->carries && set->carry_count && set->median && set->below &&
           set->at;
}

/* By height, then channel, when the dimensions are cells of so many channels, else every dimension by itself. */
static void arrange(histograms *set, int channels)
{
    size_t n = (size_t)set->dimensions;
    bool by_channel = channels > 1 && n % (size_t)channels == 0;
    set->channels = by_channel ? channels : 1;
    set->up = by_channel ? n : 1;
    set->along = by_channel ? 1 : n ? set->blocks / n : 1;
}

static void free_histograms(const facs_env *env, histograms *set)
{
    facs_free(env, set->count);
    facs_free(env, set->known);
    facs_free(env, set->noted);
    facs_free(env, set->carries);
    facs_free(env, set->carry_count);
    facs_free(env, set->median);
    facs_free(env, set->below);
    facs_free(env, set->at);
}

static void reset_histograms(histograms *set)
{
    size_t n = (size_t)set->dimensions;
    memset(set->known, 0, set->blocks * sizeof *set->known);
    memset(set->carry_count, 0, n * sizeof *set->carry_count);
    memset(set->median, 0, n * sizeof *set->median);
    memset(set->below, 0, n * sizeof *set->below);
    memset(set->at, 0, n * sizeof *set->at);
}

facs_status facs_medians_create_sized(const facs_env *env, int fhog_dimensions, int geometry_dimensions,
                                      facs_medians **medians, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_medians *made = facs_calloc(&full, 1, sizeof *made);
    if (made) {
        made->env = full;
        bool complete = create_histograms(&full, &made->fhog, fhog_dimensions, 1000, -0.005, 1.0);
        complete = create_histograms(&full, &made->geometry, geometry_dimensions, 10000, -60.0, 60.0) && complete;
        made->fhog.positive = true;
        arrange(&made->fhog, FHOG_CHANNELS);
        arrange(&made->geometry, 1);
        if (!complete)
            facs_medians_destroy(&made);
    }
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "running medians: out of memory (15 MB needed)");
    *medians = made;
    return FACS_OK;
}

facs_status facs_medians_create(const facs_env *env, facs_medians **medians, facs_error *error)
{
    return facs_medians_create_sized(env, FACS_FHOG_SIZE, FACS_GEOM_SIZE, medians, error);
}

void facs_medians_destroy(facs_medians **medians)
{
    if (!medians || !*medians)
        return;
    facs_env env = (*medians)->env;
    free_histograms(&env, &(*medians)->fhog);
    free_histograms(&env, &(*medians)->geometry);
    facs_free(&env, *medians);
    *medians = NULL;
}

void facs_medians_reset(facs_medians *medians)
{
    medians->updates = 0;
    medians->noted = 0;
    medians->stale = false;
    reset_histograms(&medians->fhog);
    reset_histograms(&medians->geometry);
    memset(medians->values, 0, sizeof medians->values);
}

static size_t block_of(const histograms *set, int dimension, int bin)
{
    return (size_t)(bin / BLOCK) * set->up + (size_t)dimension * set->along;
}

static uint16_t *count_of(const histograms *set, int dimension, int bin)
{
    return set->count + block_of(set, dimension, bin) * BLOCK + bin % BLOCK;
}

static carry *find_carry(const histograms *set, int dimension, int bin)
{
    carry *carries = set->carries[dimension];
    for (int i = 0; i < set->carry_count[dimension]; i++)
        if (carries[i].bin == bin)
            return &carries[i];
    return NULL;
}

static int32_t full_count(const histograms *set, int dimension, int bin)
{
    if (!set->known[block_of(set, dimension, bin)])
        return 0;
    int32_t count = *count_of(set, dimension, bin);
    const carry *found = set->carry_count[dimension] ? find_carry(set, dimension, bin) : NULL;
    return found ? count + (COUNT_MAX + 1) * (int32_t)found->times : count;
}

/* One more in a bin whose 16 bits are full; false when the dimension's carries are used up. */
static bool carry_over(histograms *set, int dimension, int bin)
{
    carry *found = find_carry(set, dimension, bin);
    if (!found) {
        if (set->carry_count[dimension] == CARRIES)
            return false;
        found = &set->carries[dimension][set->carry_count[dimension]++];
        *found = (carry){.bin = (uint16_t)bin};
    } else if (found->times == INT32_MAX >> 16) {
        return false;
    }
    found->times++;
    *count_of(set, dimension, bin) = 0;
    return true;
}

/* The bins of one more update are noted; they are counted several updates at a time. */
static void note_bins(histograms *set, const double *x, int update)
{
    const double last = set->bins - 1, alpha = set->alpha, beta = set->beta;
    uint16_t *bins = set->noted + (size_t)update * (size_t)set->dimensions;
    for (int d = 0; d < set->dimensions; d++) {
        double v = x[d] * alpha + beta;
        v = v > 0.0 ? v : 0.0; /* NaN too */
        v = v < last ? v : last;
        bins[d] = (uint16_t)(int)v;
    }
}

/* One more in a bin; false when it can hold no more. */
static bool count_bin(histograms *set, int dimension, int bin)
{
    size_t block = block_of(set, dimension, bin);
    uint16_t *counts = set->count + block * BLOCK, *count = counts + bin % BLOCK;
    if (!set->known[block]) {
        set->known[block] = 1;
        memset(counts, 0, BLOCK * sizeof *counts);
    }
    if (*count == COUNT_MAX)
        return carry_over(set, dimension, bin);
    ++*count;
    return true;
}

/* Noted updates of a dimension, in their order. */
static void count_dimension(histograms *set, int d, int noted)
{
    const uint16_t *bins = set->noted + d;
    const int median = set->median[d];
    int32_t below = 0, at = 0;
    for (int i = 0; i < noted; i++, bins += set->dimensions) {
        int bin = *bins;
        bool counted = count_bin(set, d, bin);
        below += counted & (bin < median); /* no branches: they would be guessed wrong half of the time */
        at += counted & (bin == median);
    }
    set->below[d] += below;
    set->at[d] += at;
}

/* Every dimension has its own few lines of memory: they are asked for some time ahead. */
static void count_noted(histograms *set, int noted)
{
    const int n = set->dimensions;
    for (int d = -AHEAD; noted > 0 && d < n; d++) {
        const uint16_t *bins = set->noted + d + AHEAD;
        for (int i = 0; d + AHEAD < n && i < noted; i++, bins += n) {
            __builtin_prefetch(&set->known[block_of(set, d + AHEAD, *bins)], 1);
            __builtin_prefetch(count_of(set, d + AHEAD, *bins), 1);
        }
        if (d >= 0)
            count_dimension(set, d, noted);
    }
}

/* The first bin from this one on that may hold anything, or the last bin: the first median is thousands of bins away. */
static int skip_empty(const histograms *set, int dimension, int bin)
{
    while (bin < set->bins - 1 && !set->known[block_of(set, dimension, bin)])
        bin = (bin / BLOCK + 1) * BLOCK;
    return bin < set->bins - 1 ? bin : set->bins - 1;
}

/* Median bin = first bin whose cumulative count reaches the target. */
static void move_median(histograms *set, int d, int64_t target)
{
    int bin = set->median[d];
    int32_t below = set->below[d], at = set->at[d];
    while (below >= target && bin > 0) {
        at = full_count(set, d, --bin);
        below -= at;
    }
    while (below + at < target && bin < set->bins - 1) {
        below += at;
        bin = skip_empty(set, d, bin + 1);
        at = full_count(set, d, bin);
    }
    set->median[d] = bin;
    set->below[d] = below;
    set->at[d] = at;
}

static void find_medians(histograms *set, int64_t updates, double *values)
{
    const int64_t target = (updates + 1) / 2;
    const double min = set->min, width = set->width;
    for (int d = 0; d < set->dimensions; d++)
        if (set->below[d] >= target || set->below[d] + set->at[d] < target)
            move_median(set, d, target);
    const int channels = set->channels, cells = set->dimensions / channels;
    for (int channel = 0, d = 0; channel < channels; channel++)
        for (int cell = 0; cell < cells; cell++, d++) {
            double value = min + set->median[d] * width + 0.5 * width;
            values[cell * channels + channel] = set->positive && value < 0.0 ? 0.0 : value;
        }
}

/* (without `positive` clang 14 makes a maximum of the comparison, which turns -0 into 0) */
static void copy_input(facs_medians *medians, const float *fhog, const double *geometry)
{
    const int n = medians->fhog.dimensions;
    for (int i = 0; i < n; i++) {
        double value = (double)fhog[i];
        medians->values[i] = medians->fhog.positive && value < 0.0 ? 0.0 : value;
    }
    memcpy(medians->values + n, geometry, (size_t)medians->geometry.dimensions * sizeof *geometry);
}

static void count_all(facs_medians *medians)
{
    count_noted(&medians->fhog, medians->noted);
    count_noted(&medians->geometry, medians->noted);
    medians->noted = 0;
}

void facs_medians_step(facs_medians *medians, const float *fhog, const double *geometry, bool update)
{
    update = update && medians->updates < INT32_MAX;
    medians->updates += update;
    medians->stale = medians->updates != 1;
    if (!update && medians->stale)
        return;
    if (!medians->stale)
        copy_input(medians, fhog, geometry);
    if (!update)
        return;
    const int channels = medians->fhog.channels, cells = medians->fhog.dimensions / channels;
    for (int channel = 0, d = 0; channel < channels; channel++)
        for (int cell = 0; cell < cells; cell++, d++)
            medians->x[d] = (double)fhog[cell * channels + channel];
    note_bins(&medians->fhog, medians->x, medians->noted);
    note_bins(&medians->geometry, geometry, medians->noted);
    if (++medians->noted == NOTED)
        count_all(medians);
}

const double *facs_medians_values(facs_medians *medians)
{
    if (medians->stale) {
        count_all(medians);
        find_medians(&medians->fhog, medians->updates, medians->values);
        find_medians(&medians->geometry, medians->updates, medians->values + medians->fhog.dimensions);
        medians->stale = false;
    }
    return medians->values;
}
