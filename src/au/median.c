/* Running medians of every dimension of the descriptor (spec 04 5): the estimate of the neutral face that dynamic
 * predictors subtract.
 *
 * A dimension has a histogram of `bins` equal bins over [min, max]; its median is the centre of the first bin whose
 * cumulative count reaches target = (K + 1) / 2 after K updates (the lower median).  Quirks kept: with K = 1 the median
 * is a copy of the current descriptor, with K = 0 the first bin; FHOG medians are not negative.
 *
 * Instead of adding up 1000 or 10000 counts each time, every dimension remembers its median bin, the count below it
 * and the count in it.  An update changes the cumulative counts by at most one, so the median moves to a
 * neighbouring occupied bin at most: O(1) per dimension.
 *
 * Memory: counts are 16 bits wide (13.7 MB).  When one wraps around, a carry of 65536 is noted in a small table of its
 * dimension.  A dimension has 16 carries; they last for at least 17 x 65536 = 1.1 million updates (10 hours at 60
 * frames a second), after which a 17th bin of one dimension would stop at 65535. */
#include "au/internal.h"

#include <string.h>

enum { CARRIES = 16, COUNT_MAX = 65535 };

typedef struct carry {
    uint16_t bin, times;
} carry;

/** Histograms of one kind of dimensions. */
typedef struct histograms {
    int dimensions, bins;
    bool positive; /**< medians below 0 become 0 */
    double min, width, alpha, beta;
    uint16_t *count; /**< dimensions x bins */
    carry (*carries)[CARRIES];
    uint8_t *carry_count;
    int32_t *median, *below, *at; /**< per dimension: median bin, count of the bins below it, count in it */
} histograms;

struct facs_medians {
    facs_env env;
    int64_t updates;
    histograms fhog, geometry;
    double x[FACS_FHOG_SIZE];
    double values[FACS_FHOG_SIZE + FACS_GEOM_SIZE];
};

static bool create_histograms(const facs_env *env, histograms *set, int dimensions, int bins, double min, double max)
{
    size_t n = (size_t)dimensions;
    double range = max - min;
    *set = (histograms){.dimensions = dimensions,
                        .bins = bins,
                        .min = min,
                        .width = range / bins,
                        .alpha = bins * (1.0 / range),
                        .beta = -min * bins * (1.0 / range)};
    set->count = facs_calloc(env, n * (size_t)bins, sizeof *set->count);
    set->carries = facs_calloc(env, n, sizeof *set->carries);
    set->carry_count = facs_calloc(env, n, sizeof *set->carry_count);
    set->median = facs_calloc(env, n, sizeof *set->median);
    set->below = facs_calloc(env, n, sizeof *set->below);
    set->at = facs_calloc(env, n, sizeof *set->at);
    return set->count && set->carries && set->carry_count && set->median && set->below && set->at;
}

static void free_histograms(const facs_env *env, histograms *set)
{
    facs_free(env, set->count);
    facs_free(env, set->carries);
    facs_free(env, set->carry_count);
    facs_free(env, set->median);
    facs_free(env, set->below);
    facs_free(env, set->at);
}

static void reset_histograms(histograms *set)
{
    size_t n = (size_t)set->dimensions;
    memset(set->count, 0, n * (size_t)set->bins * sizeof *set->count);
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
        if (!complete)
            facs_medians_destroy(&made);
    }
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "running medians: out of memory (14 MB needed)");
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
    reset_histograms(&medians->fhog);
    reset_histograms(&medians->geometry);
    memset(medians->values, 0, sizeof medians->values);
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
    int32_t count = set->count[(size_t)dimension * (size_t)set->bins + (size_t)bin];
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
    set->count[(size_t)dimension * (size_t)set->bins + (size_t)bin] = 0;
    return true;
}

static void count_values(histograms *set, const double *x)
{
    double last = set->bins - 1;
    uint16_t *count = set->count;
    for (int d = 0; d < set->dimensions; d++, count += set->bins) {
        double v = x[d] * set->alpha + set->beta;
        v = v > 0.0 ? v : 0.0; /* NaN too */
        int bin = (int)(v < last ? v : last);
        if (count[bin] < COUNT_MAX)
            count[bin]++;
        else if (!carry_over(set, d, bin))
            continue;
        set->below[d] += bin < set->median[d];
        set->at[d] += bin == set->median[d];
    }
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
        at = full_count(set, d, ++bin);
    }
    set->median[d] = bin;
    set->below[d] = below;
    set->at[d] = at;
}

static void step(histograms *set, const double *x, bool update, int64_t updates, double *values)
{
    int64_t target = (updates + 1) / 2;
    if (update)
        count_values(set, x);
    for (int d = 0; d < set->dimensions; d++) {
        if (set->below[d] >= target || set->below[d] + set->at[d] < target)
            move_median(set, d, target);
        double value = updates == 1 ? x[d] : set->min + set->median[d] * set->width + 0.5 * set->width;
        values[d] = set->positive && value < 0.0 ? 0.0 : value;
    }
}

void facs_medians_step(facs_medians *medians, const float *fhog, const double *geometry, bool update)
{
    update = update && medians->updates < INT32_MAX;
    medians->updates += update;
    for (int i = 0; i < medians->fhog.dimensions; i++)
        medians->x[i] = (double)fhog[i];
    step(&medians->fhog, medians->x, update, medians->updates, medians->values);
    step(&medians->geometry, geometry, update, medians->updates, medians->values + medians->fhog.dimensions);
}

const double *facs_medians_values(const facs_medians *medians)
{
    return medians->values;
}
