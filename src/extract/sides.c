/* See sides.h.  Sums are formed in the order of the frames, so that the tables are the same whatever the threads. */
#include "extract/sides.h"

#include "base/number_write.h"
#include "sink/output.h"
#include "sink/text.h"

#include <math.h>
#include <string.h>

enum { DECIMALS = 3, PERCENT_DECIMALS = 1, CELLS = 8 /* besides those of the units */, NAME_CELL = 64 };

double facs_asymmetry(double right, double left, double largest)
{
    const double larger = right > left ? right : left;
    return largest >= FACS_MIRROR_SEEN && larger > 0 ? 100 * (right - left) / larger : NAN;
}

void facs_sides_close(facs_sides *sides)
{
    if (sides->rows)
        facs_output_abandon(&sides->rows);
    if (sides->units)
        facs_output_abandon(&sides->units);
    if (sides->env.free) {
        facs_free(&sides->env, sides->unit);
        facs_free(&sides->env, sides->line);
    }
    *sides = (facs_sides){.count = 0};
}

static facs_status write_line(const facs_sides *sides, struct facs_result_file *to, char *end, facs_error *error)
{
    *end++ = '\n';
    return facs_output_write(to, sides->line, (size_t)(end - sides->line), error);
}

/* ---- frames ---- */

static facs_status write_names(facs_sides *sides, facs_error *error)
{
    static const char *const endings[] = {"_right", "_left", "_difference"};
    char *at = facs_put_text(sides->line, "frame,timestamp,success_right,success_left,head_yaw,head_quality");
    for (int i = 0; i < sides->count; i++)
        for (int j = 0; j < 3; j++) {
            *at++ = ',';
            at = facs_put_text(at, sides->unit[i].name);
            at = facs_put_text(at, endings[j]);
        }
    return write_line(sides, sides->rows, at, error);
}

facs_status facs_sides_open(const facs_env *env, const char *rows, const char *units, const facs_side_unit *unit,
                            int count, facs_sides *sides, facs_error *error)
{
    *sides = (facs_sides){.env = *env, .count = count};
    sides->unit = facs_calloc(env, (size_t)count, sizeof *unit);
    sides->line = facs_calloc(env, CELLS + 3 * (size_t)count, FACS_DECIMAL_WIDTH + NAME_CELL);
    if (!sides->unit || !sides->line)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", rows);
    if (count > 0)
        memcpy(sides->unit, unit, (size_t)count * sizeof *unit);
    facs_status status = facs_output_open(env, rows, &sides->rows, error);
    if (status == FACS_OK)
        status = facs_output_open(env, units, &sides->units, error);
    return status == FACS_OK ? write_names(sides, error) : status;
}

/* nothing where there is no number */
static char *put_fixed(char *at, double value, int decimals)
{
    *at++ = ',';
    return isnan(value) ? at : facs_decimal_fixed(at, value, decimals);
}

static char *put_number(char *at, double value)
{
    return put_fixed(at, value, DECIMALS);
}

static void remember(facs_side_unit *unit, const double value[2], int64_t frame)
{
    for (int side = 0; side < 2; side++) {
        if (unit->frames == 0 || value[side] > unit->peak[side]) {
            unit->peak[side] = value[side];
            unit->peak_frame[side] = frame;
        }
        unit->sum[side] += value[side];
    }
    unit->frames++;
}

facs_status facs_sides_add(facs_sides *sides, const facs_sides_row *row, facs_error *error)
{
    const bool both = row->values[FACS_RIGHT] && row->values[FACS_LEFT];
    char *at = facs_decimal_integer(sides->line, row->frame);
    at = put_number(at, row->timestamp);
    for (int side = 0; side < 2; side++)
        at = facs_put_text(at, row->values[side] ? ",1" : ",0");
    at = put_number(at, row->yaw);
    at = put_number(at, row->quality);
    for (int i = 0; i < sides->count; i++) {
        facs_side_unit *unit = &sides->unit[i];
        double value[2] = {NAN, NAN};
        for (int side = 0; side < 2; side++)
            if (row->values[side])
                value[side] = row->values[side][unit->index[side]];
        at = put_number(at, value[FACS_RIGHT]);
        at = put_number(at, value[FACS_LEFT]);
        at = put_number(at, value[FACS_RIGHT] - value[FACS_LEFT]);
        if (both && !isnan(value[FACS_RIGHT]) && !isnan(value[FACS_LEFT]))
            remember(unit, value, row->frame);
    }
    sides->measured += both;
    return write_line(sides, sides->rows, at, error);
}

/* ---- action units ---- */

void facs_sides_unit(const facs_sides *sides, int index, facs_mirror_unit *unit)
{
    const facs_side_unit *from = &sides->unit[index];
    *unit = (facs_mirror_unit){.asymmetry_peak = NAN, .asymmetry_mean = NAN};
    memcpy(unit->name, from->name, sizeof unit->name);
    const double largest =
        from->peak[FACS_RIGHT] > from->peak[FACS_LEFT] ? from->peak[FACS_RIGHT] : from->peak[FACS_LEFT];
    for (int side = 0; side < 2; side++) {
        const bool known = from->frames > 0;
        unit->peak[side] = known ? from->peak[side] : NAN;
        unit->peak_frame[side] = from->peak_frame[side];
        unit->mean[side] = known ? from->sum[side] / (double)from->frames : NAN;
    }
    if (from->frames > 0) {
        unit->asymmetry_peak = facs_asymmetry(unit->peak[FACS_RIGHT], unit->peak[FACS_LEFT], largest);
        unit->asymmetry_mean = facs_asymmetry(unit->mean[FACS_RIGHT], unit->mean[FACS_LEFT], largest);
    }
}

static char *put_frame(char *at, int64_t frame)
{
    *at++ = ',';
    return frame > 0 ? facs_decimal_integer(at, frame) : at;
}

facs_status facs_sides_end(facs_sides *sides, facs_error *error)
{
    char *at = facs_put_text(sides->line, "au,frames,peak_right,peak_left,asymmetry_peak,mean_right,mean_left,"
                                          "asymmetry_mean,peak_frame_right,peak_frame_left");
    facs_status status = write_line(sides, sides->units, at, error);
    for (int i = 0; i < sides->count && status == FACS_OK; i++) {
        facs_mirror_unit unit;
        facs_sides_unit(sides, i, &unit);
        at = facs_put_text(sides->line, unit.name);
        *at++ = ',';
        at = facs_decimal_integer(at, sides->unit[i].frames);
        at = put_number(at, unit.peak[FACS_RIGHT]);
        at = put_number(at, unit.peak[FACS_LEFT]);
        at = put_fixed(at, unit.asymmetry_peak, PERCENT_DECIMALS);
        at = put_number(at, unit.mean[FACS_RIGHT]);
        at = put_number(at, unit.mean[FACS_LEFT]);
        at = put_fixed(at, unit.asymmetry_mean, PERCENT_DECIMALS);
        at = put_frame(at, unit.peak_frame[FACS_RIGHT]);
        at = put_frame(at, unit.peak_frame[FACS_LEFT]);
        status = write_line(sides, sides->units, at, error);
    }
    return status;
}

facs_status facs_sides_commit(facs_sides *sides, facs_error *error)
{
    facs_status status = facs_output_commit(&sides->rows, error);
    return status == FACS_OK ? facs_output_commit(&sides->units, error) : status;
}
