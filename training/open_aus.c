/* The formulas of src/au/open for Python: one library out of its sources (open_aus.py compiles it). */
#include "au/open/features.c"
#include "au/open/neutral.c"
#include "au/open/scales.c"
#include "au/open/units.c"

#define VISIBLE __attribute__((visibility("default")))

VISIBLE int open_mesh_size(void)
{
    return (int)sizeof(facs_mesh);
}

VISIBLE int open_units(void)
{
    return FACS_OPEN_UNITS;
}

VISIBLE const char *open_name(int unit)
{
    return units[unit].name;
}

/* first measure of a unit, how many it has, its percentile */
VISIBLE void open_unit(int unit, int facts[3])
{
    facts[0] = facs_open_first_measure(unit);
    facts[1] = has_sides(unit) ? 2 : 1;
    facts[2] = units[unit].neutral;
}

/* (units, sides); 0: no face */
VISIBLE int open_sums(const facs_mesh *mesh, float *sums)
{
    facs_features features;
    if (!facs_open_features(mesh, &features))
        return 0;
    for (int i = 0; i < FACS_OPEN_UNITS; i++)
        for (int side = 0; side < FACS_MESH_SIDES; side++)
            sums[FACS_MESH_SIDES * i + side] = facs_open_sum(&features, mesh, i, side);
    return 1;
}

VISIBLE int open_align(const facs_mesh *mesh, float *aligned)
{
    return facs_open_align(mesh, aligned);
}

VISIBLE int open_measure(const facs_mesh *mesh, float *measures)
{
    return facs_open_measure(mesh, measures);
}

VISIBLE void open_intensities(const float *measures, const float *neutral, double *intensity)
{
    facs_open_intensities(measures, neutral, intensity);
}

VISIBLE void open_presences(const double *intensity, double *presence)
{
    facs_open_presences(intensity, presence);
}

/* The neutral measures after each of `frames` frames. */
VISIBLE void open_running(int frames, const float *measures, float *neutral)
{
    static facs_open_neutral state;
    memset(&state, 0, sizeof state);
    for (int i = 0; i < frames; i++) {
        facs_open_neutral_see(&state, measures + i * FACS_OPEN_MEASURES);
        facs_open_neutral_get(&state, neutral + i * FACS_OPEN_MEASURES);
    }
}

VISIBLE const char *open_column(int kind, int index)
{
    facs_au_info info;
    return facs_open_au((facs_au_kind)kind, index, &info) ? info.column : NULL;
}
