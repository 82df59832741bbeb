/* What extract and batch are told about how inputs are read, and about what is written. */
#ifndef FACSIMILE_CLI_EXTRACT_ARGUMENTS_H
#define FACSIMILE_CLI_EXTRACT_ARGUMENTS_H

#include "camera_options.h"
#include "faces_options.h"
#include "network_options.h"
#include "options.h"
#include "output_names.h"

#include <facsimile/facsimile.h>

typedef struct arguments {
    const char **inputs;
    int count;
    const char *more[MORE_OUTPUTS];
    const char *output, *model_dir, *landmarks, *pipeline, *boxes, *cpu, *profile, *compat, *format, *columns, *names;
    const char *start, *end;
    const char *calibration, *calibration_from, *save_calibration;
    const char *gaze_calibration, *save_gaze_calibration;
    char columns_and_raw[128];
    bool raw_au; /* `columns` have the word raw already */
    bool image, static_au, experimental, smooth, wild, no_deinterlace, no_sidecar, quiet, verbose;
    option_number fx, fy, cx, cy, fps, rate;
    int64_t threads, jobs, max_frames, every, stream; /* threads -1, jobs 0: not given */
    faces_options faces;
    network_options networks;
    camera_options camera;
} arguments;

/* Nothing is given. */
arguments extract_arguments_none(void);
/* Into `given`, of which `inputs` has room for argc: the options both commands have, and `more`.  EXIT_USAGE after a
 * message. */
int extract_arguments_parse(const char *subcommand, int argc, char **argv, const option *more, int more_count,
                            arguments *given);
/* Into the options of a run; `env` gets the level of instructions.  EXIT_USAGE after a message. */
int extract_arguments_check(const arguments *given, facs_extract_options *options, facs_env *env);
/* How many of `count` inputs at the same time, and threads for each, so that all cores are used: what is not given follows
 * from the other; one after the other where persons are those of all of them. */
int extract_arguments_share_cores(const arguments *given, int count, int *threads);

#endif
