/* The table of action units and what is worked out from it; see units.h and docs/algorithm/open-action-units.md. */
#include "au/open/units.h"

#include "au/open/scales.h"

#include <math.h>

enum { AU45 = FACS_OPEN_UNITS - 1, FULL = 5 };
enum { RELIABLE, EXPERIMENTAL };

/* clang-format off */
#define NONE {-1, -1}
#define SIDES(name) {name "R_r", name "L_r"}
#define NO_SIDES {NULL, NULL}
/* clang-format on */
#define COLUMNS(name) name "_r", name "_c"

/* Name, wording, columns, columns of the sides, whether it may be relied on;
 * distances with their weights, the blendshape's weight, blendshapes (right, left), percentile that is neutral, presence
 * on, off.
 * The order is that of the outputs; scales.c is in the same order. */
/* clang-format off */
static const facs_open_unit units[FACS_OPEN_UNITS] = {
    {"AU01", "inner brow raiser", COLUMNS("AU01"), SIDES("AU01"), RELIABLE,
     {{FACS_BROW_INNER, 1}, {FACS_BROW_OUTER, -.25F}, {FACS_BROW_MIDDLE, .25F}}, .15F, {3, 3}, 50, 1, .7F},
    {"AU02", "outer brow raiser", COLUMNS("AU02"), SIDES("AU02"), RELIABLE,
     {{FACS_BROW_OUTER, 1}, {FACS_BROW_MIDDLE, .3F}}, .15F, {5, 4}, 50, 1, .7F},
    {"AU04", "brow lowerer", COLUMNS("AU04"), SIDES("AU04"), EXPERIMENTAL,
     {{FACS_BROW_INNER, -1}, {FACS_BROW_GAP, -.5F}}, 0, NONE, 50, 1, .7F},
    {"AU05", "upper lid raiser", COLUMNS("AU05"), SIDES("AU05"), EXPERIMENTAL,
     {{0}}, 1, {22, 21}, 50, 1, .7F},
    {"AU06", "cheek raiser", COLUMNS("AU06"), SIDES("AU06"), RELIABLE,
     {{FACS_CORNER_OUT, 2}, {FACS_CORNER_OVER_LIP, 1}, {FACS_INFRAORBITAL, 1}, {FACS_EYE_OPENING, -.45F}}, 0, NONE, 35, 1, .7F},
    {"AU07", "lid tightener", COLUMNS("AU07"), SIDES("AU07"), EXPERIMENTAL,
     {{FACS_LOWER_LID, 1}}, 0, NONE, 50, 1, .7F},
    {"AU09", "nose wrinkler", COLUMNS("AU09"), SIDES("AU09"), EXPERIMENTAL,
     {{0}}, 1, {51, 50}, 50, 1, .7F},
    {"AU10", "upper lip raiser", COLUMNS("AU10"), SIDES("AU10"), RELIABLE,
     {{FACS_UPPER_LIP_DROP, -1}, {FACS_CORNER_OVER_LIP, .3F}}, 0, NONE, 35, 1, .7F},
    {"AU12", "lip corner puller", COLUMNS("AU12"), SIDES("AU12"), RELIABLE,
     {{FACS_CORNER_OUT, 2}, {FACS_CORNER_OVER_LIP, 1}}, 0, NONE, 35, 1, .7F},
    {"AU14", "dimpler", COLUMNS("AU14"), SIDES("AU14"), RELIABLE,
     {{FACS_CORNER_OUT, 1}, {FACS_CORNER_RISE, .5F}, {FACS_CORNER_FORWARD, -1}}, 0, NONE, 35, 1, .7F},
    {"AU15", "lip corner depressor", COLUMNS("AU15"), SIDES("AU15"), EXPERIMENTAL,
     {{FACS_CORNER_OVER_LOWER, -1}}, .3F, {42, 42}, 35, 1, .7F},
    {"AU17", "chin raiser", COLUMNS("AU17"), NO_SIDES, EXPERIMENTAL,
     {{FACS_CHIN_BOSS_DROP, -1}, {FACS_LOWER_LIP_DROP, -1}, {FACS_CORNER_OVER_LIP, -.5F}}, .15F, {42, 42}, 50, 1, .7F},
    {"AU20", "lip stretcher", COLUMNS("AU20"), SIDES("AU20"), EXPERIMENTAL,
     {{0}}, 1, {47, 46}, 50, 1, .7F},
    {"AU23", "lip tightener", COLUMNS("AU23"), NO_SIDES, EXPERIMENTAL,
     {{FACS_UPPER_RED, -1}, {FACS_LOWER_RED, -1}, {FACS_CHIN_BOSS_DROP, -1}, {FACS_MOUTH_WIDTH, -.3F}}, .3F, {37, 36}, 50, 1, .7F},
    {"AU25", "lips part", COLUMNS("AU25"), NO_SIDES, RELIABLE,
     {{FACS_LIPS_APART, 1}}, 0, NONE, 35, 1, .7F},
    {"AU26", "jaw drop", COLUMNS("AU26"), NO_SIDES, RELIABLE,
     {{FACS_LIPS_APART, 1}, {FACS_MOUTH_WIDTH, -.3F}}, .3F, {25, 25}, 35, 1, .7F},
    {"AU45", "blink", COLUMNS("AU45"), SIDES("AU45"), RELIABLE,
     {{FACS_EYE_OPENING, 1}}, 0, NONE, 90, 1.5F, 1},
};
/* clang-format on */

const facs_open_unit *facs_open_unit_get(int index)
{
    return index >= 0 && index < FACS_OPEN_UNITS ? &units[index] : NULL;
}

static bool has_sides(int unit)
{
    return units[unit].side[0] != NULL;
}

/* ---- which output is what ---- */

typedef struct output {
    int unit, side; /* side -1 = the whole face */
} output;

static int list_outputs(output list[FACS_OPEN_INTENSITIES])
{
    static const int order[FACS_MESH_SIDES] = {FACS_MESH_LEFT, FACS_MESH_RIGHT};
    int count = 0;
    for (int i = 0; i < FACS_OPEN_UNITS; i++)
        list[count++] = (output){i, -1};
    for (int i = 0; i < FACS_OPEN_UNITS; i++)
        for (int s = 0; s < FACS_MESH_SIDES && has_sides(i); s++)
            list[count++] = (output){i, order[s]};
    return count;
}

bool facs_open_au(facs_au_kind kind, int index, facs_au_info *info)
{
    output list[FACS_OPEN_INTENSITIES], is = {index, -1};
    const int count = kind == FACS_AU_INTENSITY ? list_outputs(list) : kind == FACS_AU_PRESENCE ? FACS_OPEN_UNITS : 0;
    if (index < 0 || index >= count)
        return false;
    if (kind == FACS_AU_INTENSITY)
        is = list[index];
    const facs_open_unit *unit = &units[is.unit];
    *info = (facs_au_info){.size = sizeof *info,
                           .name = unit->name,
                           .column = kind == FACS_AU_PRESENCE ? unit->presence
                                     : is.side < 0            ? unit->intensity
                                                              : unit->side[is.side],
                           .side = is.side < 0                 ? FACS_SIDE_BOTH
                                   : is.side == FACS_MESH_LEFT ? FACS_SIDE_LEFT
                                                               : FACS_SIDE_RIGHT,
                           .meaning = unit->meaning,
                           .experimental = unit->experimental};
    return true;
}

int facs_open_listed(facs_au_kind kind, bool experimental, int index)
{
    output list[FACS_OPEN_INTENSITIES];
    const int all = list_outputs(list), count = kind == FACS_AU_INTENSITY ? all : FACS_OPEN_UNITS;
    for (int i = 0; i < count && index >= 0; i++)
        if ((experimental || !units[list[i].unit].experimental) && index-- == 0)
            return i;
    return -1;
}

/* ---- measures ---- */

float facs_open_sum(const facs_features *features, const facs_mesh *mesh, int unit, int side)
{
    const facs_open_unit *of = &units[unit];
    float sum = of->shapes[side] >= 0 ? of->shape * mesh->shapes[of->shapes[side]] : 0;
    for (int i = 0; i < FACS_OPEN_TERMS; i++)
        sum += of->terms[i].weight * features->value[side][of->terms[i].feature];
    return sum;
}

static float measure_of(const facs_features *features, const facs_mesh *mesh, int unit, int side)
{
    const float sum = facs_open_sum(features, mesh, unit, side);
    /* the opening of an eye as it is: a blink is measured in parts of the person's open eye */
    return unit == AU45 ? sum : FULL * sum / facs_open_scales[unit].full;
}

int facs_open_first_measure(int unit)
{
    int first = 0;
    for (int i = 0; i < unit; i++)
        first += has_sides(i) ? FACS_MESH_SIDES : 1;
    return first;
}

bool facs_open_measure(const facs_mesh *mesh, float measures[FACS_OPEN_MEASURES])
{
    facs_features features;
    if (!facs_open_features(mesh, &features))
        return false;
    int at = 0;
    for (int i = 0; i < FACS_OPEN_UNITS; i++) {
        const float right = measure_of(&features, mesh, i, FACS_MESH_RIGHT);
        const float left = measure_of(&features, mesh, i, FACS_MESH_LEFT);
        if (has_sides(i)) {
            measures[at++] = right;
            measures[at++] = left;
        } else {
            measures[at++] = (right + left) / 2;
        }
        if (!isfinite(right) || !isfinite(left))
            return false;
    }
    return true;
}

/* ---- intensities ---- */

static double clamped(double value)
{
    return value > 0 ? value < FULL ? value : FULL : 0;
}

/* How far a measure is above the neutral one.  A blink is the part of the open eye that is gone, behind a dead band. */
static double above(int unit, float measure, float neutral)
{
    static const double band = 0.05;
    const double full = (double)facs_open_scales[AU45].full;
    if (unit != AU45)
        return (double)measure - (double)neutral;
    if (!(neutral > 0))
        return 0;
    return FULL * (((double)neutral - (double)measure) / (double)neutral - band) / (full - band);
}

void facs_open_values(const float measures[FACS_OPEN_MEASURES], const float neutral[FACS_OPEN_MEASURES],
                      double found[FACS_OPEN_INTENSITIES])
{
    double value[FACS_OPEN_UNITS][1 + FACS_MESH_SIDES]; /* whole, right, left */
    int at = 0;
    for (int i = 0; i < FACS_OPEN_UNITS; i++) {
        if (!has_sides(i)) {
            value[i][0] = above(i, measures[at], neutral[at]);
            at++;
            continue;
        }
        const double right = above(i, measures[at], neutral[at]), left = above(i, measures[at + 1], neutral[at + 1]);
        const double whole = (right + left) / 2;
        const double apart = (double)facs_open_scales[i].apart * (left - right) / 2;
        value[i][0] = whole;
        value[i][1 + FACS_MESH_RIGHT] = whole - apart;
        value[i][1 + FACS_MESH_LEFT] = whole + apart;
        at += FACS_MESH_SIDES;
    }
    output list[FACS_OPEN_INTENSITIES];
    const int count = list_outputs(list);
    for (int i = 0; i < count; i++)
        found[i] = value[list[i].unit][1 + list[i].side];
}

void facs_open_intensities(const float measures[FACS_OPEN_MEASURES], const float neutral[FACS_OPEN_MEASURES],
                           double intensity[FACS_OPEN_INTENSITIES])
{
    facs_open_values(measures, neutral, intensity);
    for (int i = 0; i < FACS_OPEN_INTENSITIES; i++)
        intensity[i] = clamped(intensity[i]);
}

void facs_open_presences(const double intensity[FACS_OPEN_INTENSITIES], double presence[FACS_OPEN_PRESENCES])
{
    output list[FACS_OPEN_INTENSITIES];
    const int count = list_outputs(list);
    for (int i = 0; i < count; i++) {
        const int unit = list[i].unit;
        if (list[i].side < 0)
            presence[unit] = intensity[i] >= (double)(presence[unit] > 0 ? units[unit].off : units[unit].on);
    }
}
