/* See dropin_arguments.h.  Words that are no option are ignored, as the programs do, but with a warning: most of them are
 * options with an error in them.  A value that is no number is an error, whereas the programs would take what they can
 * read of it. */
#include "dropin_arguments.h"

#include "cli.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* where a number goes, and what it may be */
typedef struct number_range {
    double least, most;
    bool whole;
} number_range;

static bool read_number(const char *flag, const char *text, number_range range, double *number)
{
    char *end = NULL;
    errno = 0;
    const double value = strtod(text, &end);
    /* strtod() also takes white space, hexadecimal digits, "inf" and "nan" */
    if (end == text || *end || text[strspn(text, "+-.eE0123456789")] || errno ||
        (range.whole && value != floor(value))) {
        complain("-%s: '%s' is no %snumber", flag, text, range.whole ? "whole " : "");
        return false;
    }
    if (!(value >= range.least && value <= range.most)) {
        complain("-%s: '%s' is not between %g and %g", flag, text, range.least, range.most);
        return false;
    }
    *number = value;
    return true;
}

static bool take_float(const dropin_flag *flag, const char *text, number_range range, float *to)
{
    double number = 0;
    if (!read_number(flag->name, text, range, &number))
        return false;
    *to = (float)number;
    return true;
}

static bool take_whole(const dropin_flag *flag, const char *text, number_range range, int64_t *to)
{
    double number = 0;
    range.whole = true;
    if (!read_number(flag->name, text, range, &number))
        return false;
    *to = (int64_t)number;
    return true;
}

/* ---- options of one kind each ---- */

/* also -1, which stands for "not given" */
static bool take_camera(const dropin_flag *flag, const char *value, dropin_arguments *to)
{
    const number_range focal = {-1, 1e6, false}, point = {-1e6, 1e6, false};
    switch (flag->key) {
    case DROPIN_FX:
        return take_float(flag, value, focal, &to->fx);
    case DROPIN_FY:
        return take_float(flag, value, focal, &to->fy);
    case DROPIN_CX:
        return take_float(flag, value, point, &to->cx);
    case DROPIN_CY:
        return take_float(flag, value, point, &to->cy);
    default:
        break;
    }
    const number_range device = {0, 9999, true}, size = {1, 32767, true};
    if (flag->key == DROPIN_DEVICE)
        return take_whole(flag, value, device, &to->device);
    return take_whole(flag, value, size, flag->key == DROPIN_CAMERA_WIDTH ? &to->camera_width : &to->camera_height);
}

/* Settings of the fit.  What -wild sets replaces what was given before it, as in the programs. */
static bool take_fit(const dropin_flag *flag, const char *value, dropin_arguments *to)
{
    const number_range weight = {0, 1e6, false}, width = {1e-3, 100, false}, choice = {-1e9, 1e9, true},
                       count = {0, 1000, true};
    facs_fit_settings *fit = &to->fit;
    int64_t *yes = flag->key == DROPIN_MULTI_VIEW ? &fit->multi_view : &fit->validate;
    if (flag->key == DROPIN_WILD) {
        to->wild = true;
        fit->sigma = fit->reg = fit->w_reg = NAN;
        fit->iterations = fit->multi_view = -1;
        return true;
    }
    to->fit_given = true;
    switch (flag->key) {
    case DROPIN_SIGMA:
        return read_number(flag->name, value, width, &fit->sigma);
    case DROPIN_REG:
        return read_number(flag->name, value, weight, &fit->reg);
    case DROPIN_W_REG:
        return read_number(flag->name, value, weight, &fit->w_reg);
    case DROPIN_ITERATIONS:
        return take_whole(flag, value, count, &fit->iterations);
    default:
        if (!take_whole(flag, value, choice, yes))
            return false;
        *yes = *yes != 0;
        return true;
    }
}

static bool take_kind(const dropin_flag *flag, const char *value, const char **to)
{
    static const char *const kinds[] = {"bmp", "png", "jpg", "jpeg"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(value, kinds[i]) == 0) {
            *to = kinds[i];
            return true;
        }
    complain("-%s: pictures can be written as bmp, png, jpg and jpeg, not as '%s'", flag->name, value);
    return false;
}

static bool take_aligned(const dropin_flag *flag, const char *value, dropin_arguments *to)
{
    const number_range scale = {1e-3, 100, false}, side = {1, 4096, true};
    switch (flag->key) {
    case DROPIN_ALIGNED_FORMAT:
        return take_kind(flag, value, &to->aligned_format);
    case DROPIN_IMAGE_FORMAT:
        return take_kind(flag, value, &to->image_format);
    case DROPIN_SCALE:
        return read_number(flag->name, value, scale, &to->scale);
    case DROPIN_SIDE:
        return take_whole(flag, value, side, &to->side);
    case DROPIN_GOOD_ONLY:
        to->good_only = true;
        return true;
    case DROPIN_UNMASKED:
        to->unmasked = true;
        return true;
    default:
        to->grey = true;
        return true;
    }
}

static bool take_path(const dropin_flag *flag, const char *value, dropin_arguments *to)
{
    switch (flag->key) {
    case DROPIN_FILE:
    case DROPIN_FOLDER:
        to->sources[to->source_count++] = (dropin_source){value, flag->key == DROPIN_FOLDER};
        break;
    case DROPIN_NAME:
        to->names[to->name_count++] = value;
        break;
    case DROPIN_ROOT:
        to->root = value;
        break;
    case DROPIN_OUT_DIR:
        to->out_dir = value;
        break;
    case DROPIN_BOXES:
        to->boxes = value;
        break;
    default:
        to->models = value;
        break;
    }
    if (value[0])
        return true;
    complain("-%s: the value is empty", flag->name);
    return false;
}

static bool take(const dropin_flag *flag, const char *value, dropin_arguments *to)
{
    switch (flag->key) {
    case DROPIN_FILE:
    case DROPIN_FOLDER:
    case DROPIN_NAME:
    case DROPIN_ROOT:
    case DROPIN_OUT_DIR:
    case DROPIN_BOXES:
    case DROPIN_MODELS:
        return take_path(flag, value, to);
    case DROPIN_DEVICE:
    case DROPIN_CAMERA_WIDTH:
    case DROPIN_CAMERA_HEIGHT:
    case DROPIN_FX:
    case DROPIN_FY:
    case DROPIN_CX:
    case DROPIN_CY:
        return take_camera(flag, value, to);
    case DROPIN_SELECT:
        to->selected |= flag->bit;
        return true;
    case DROPIN_GOOD_ONLY:
    case DROPIN_ALIGNED_FORMAT:
    case DROPIN_IMAGE_FORMAT:
    case DROPIN_SCALE:
    case DROPIN_SIDE:
    case DROPIN_UNMASKED:
    case DROPIN_GREY:
        return take_aligned(flag, value, to);
    case DROPIN_STATIC:
        to->au_static = true;
        return true;
    case DROPIN_WILD:
    case DROPIN_MULTI_VIEW:
    case DROPIN_VALIDATE:
    case DROPIN_ITERATIONS:
    case DROPIN_SIGMA:
    case DROPIN_REG:
    case DROPIN_W_REG:
        return take_fit(flag, value, to);
    case DROPIN_QUIET:
        to->quiet = true;
        return true;
    case DROPIN_IGNORED:
        return true;
    case DROPIN_REFUSED:
        complain("-%s: %s", flag->name, flag->why);
        return false;
    }
    return false;
}

/* ---- the whole ---- */

/* what cannot be done together */
static bool check(const dropin_arguments *given)
{
    bool files = false;
    for (int i = 0; i < given->source_count; i++)
        files = files || !given->sources[i].folder;
    if (given->boxes && files) {
        complain("-bboxdir: is for -fdir; with -f the boxes would not be read, and no face be found");
        return false;
    }
    if (given->source_count == 0 && given->device < 0) {
        complain("%s: no input is given: -f FILE%s", given->program->name,
                 given->program->which == DROPIN_IMAGES ? " or -fdir FOLDER" : ", -fdir FOLDER or -device N");
        return false;
    }
    return true;
}

int dropin_arguments_read(const dropin_program *program, int argc, char **argv, dropin_arguments *to)
{
    *to = (dropin_arguments){.program = program,
                             .device = -1,
                             .camera_width = -1,
                             .camera_height = -1,
                             .fx = -1,
                             .fy = -1,
                             .cx = -1,
                             .cy = -1};
    facs_fit_settings_init(&to->fit, sizeof to->fit);
    to->sources = calloc((size_t)argc, sizeof *to->sources);
    to->names = calloc((size_t)argc, sizeof *to->names);
    if (!to->sources || !to->names) {
        complain("out of memory");
        return EXIT_OTHER;
    }
    for (int i = 1; i < argc; i++) {
        const dropin_flag *flag = dropin_flag_of(argv[i]);
        if (!flag) {
            complain("warning: '%s' is no option of %s and is ignored", argv[i], program->name);
            continue;
        }
        if (flag->takes_value && i + 1 == argc) {
            complain("%s: a value is missing", argv[i]);
            return EXIT_USAGE;
        }
        const char *value = flag->takes_value ? argv[++i] : NULL;
        if (!(flag->programs & program->which))
            complain("warning: -%s is no option of %s and is ignored", flag->name, program->name);
        else if (!take(flag, value, to))
            return EXIT_USAGE;
    }
    if (to->selected == 0)
        to->selected = DROPIN_EVERYTHING;
    return check(to) ? EXIT_FINE : EXIT_USAGE;
}

void dropin_arguments_free(dropin_arguments *arguments)
{
    free(arguments->sources);
    free(arguments->names);
    arguments->sources = NULL;
    arguments->names = NULL;
}
