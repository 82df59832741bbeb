/* What the arguments of one of OpenFace's programs ask for. */
#ifndef FACSIMILE_CLI_DROPIN_ARGUMENTS_H
#define FACSIMILE_CLI_DROPIN_ARGUMENTS_H

#include "dropin_flags.h"

#include <facsimile/facsimile.h>

typedef struct dropin_program {
    const char *name;
    int which; /* DROPIN_FEATURES ... */
} dropin_program;

typedef struct dropin_source {
    const char *path; /* of -f or -fdir, without -root */
    bool folder;
} dropin_source;

typedef struct dropin_arguments {
    const dropin_program *program;
    dropin_source *sources; /* in the order they were given */
    int source_count;
    const char **names; /* of -of */
    int name_count;
    int64_t device, camera_width, camera_height; /* -1 = not given */
    const char *out_dir, *root, *boxes, *models; /* NULL = not given */
    const char *aligned_format, *image_format;
    float fx, fy, cx, cy; /* -1 = not given */
    int selected;         /* DROPIN_2D ... */
    bool good_only, unmasked, grey, au_static, wild, quiet;
    double scale; /* 0 = not given, here and below */
    int64_t side;
    facs_fit_settings fit;
    bool fit_given;
} dropin_arguments;

/* EXIT_FINE, or another status after a message; dropin_arguments_free() in any case. */
int dropin_arguments_read(const dropin_program *program, int argc, char **argv, dropin_arguments *to);
void dropin_arguments_free(dropin_arguments *arguments);

#endif
