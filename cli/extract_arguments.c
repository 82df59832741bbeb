/* See extract_arguments.h. */
#include "extract_arguments.h"

#include "cli.h"
#include "columns_raw.h"
#include "cpu_option.h"
#include "more_outputs.h"
#include "pipeline_said.h"
#include "time_read.h"

#include <math.h>
#include <string.h>

enum { MORE_OPTIONS = 20 };

arguments extract_arguments_none(void)
{
    const option_number focal = {-1, 1, 1e6F, "pixels", false}, point = {-1, -1e6F, 1e6F, "pixels", false};
    const option_number rate = {0, 0.001F, 1000, "frames a second", false};
    const option_number pictures = {0, 1e-6F, 1e6F, "pictures a second", false};
    return (arguments){.fx = focal,
                       .fy = focal,
                       .cx = point,
                       .cy = point,
                       .fps = rate,
                       .rate = pictures,
                       .threads = -1,
                       .networks.threads = -1,
                       .faces = faces_options_none(),
                       .camera = camera_options_none()};
}

/* --raw-au is one word more of --columns */
static bool add_raw(arguments *given)
{
    if (!given->raw_au)
        return true;
    if (given->compat) {
        complain("--raw-au: not with --compat %s, whose numbers are those of that program, which writes none",
                 given->compat);
        return false;
    }
    if (given->format && strcmp(given->format, "csv") != 0) {
        complain("--raw-au: not with --format %s, which has columns of its own", given->format);
        return false;
    }
    return columns_with_raw(&given->columns, given->columns_and_raw, sizeof given->columns_and_raw);
}

int extract_arguments_parse(const char *subcommand, int argc, char **argv, const option *more, int more_count,
                            arguments *given)
{
    const option shared[] = {
        {"ndjson", 0, OPTION_TEXT, &given->more[MORE_NDJSON]},
        {"hog", 0, OPTION_TEXT, &given->more[MORE_HOG]},
        {"aligned", 0, OPTION_TEXT, &given->more[MORE_ALIGNED]},
        {"hdf5", 0, OPTION_TEXT, &given->more[MORE_HDF5]},
        {"overlay", 0, OPTION_TEXT, &given->more[MORE_OVERLAY]},
        {"model-dir", 0, OPTION_TEXT, &given->model_dir},
        {"landmarks", 0, OPTION_TEXT, &given->landmarks},
        {"pipeline", 0, OPTION_TEXT, &given->pipeline},
        {"faces", 0, OPTION_TEXT, &given->faces.faces},
        {"max-faces", 0, OPTION_COUNT, &given->faces.most},
        {"order", 0, OPTION_TEXT, &given->faces.order},
        {"persons", 0, OPTION_TEXT, &given->faces.persons},
        {"compat", 0, OPTION_TEXT, &given->compat},
        {"format", 0, OPTION_TEXT, &given->format},
        {"columns", 0, OPTION_TEXT, &given->columns},
        {"names", 0, OPTION_TEXT, &given->names},
        {"gaze-calibration", 0, OPTION_TEXT, &given->gaze_calibration},
        {"cpu", 0, OPTION_TEXT, &given->cpu},
        {"image", 0, OPTION_FLAG, &given->image},
        {"static-au", 0, OPTION_FLAG, &given->static_au},
        {"raw-au", 0, OPTION_FLAG, &given->raw_au},
        {"experimental", 0, OPTION_FLAG, &given->experimental},
        {"smooth", 0, OPTION_FLAG, &given->smooth},
        {"wild", 0, OPTION_FLAG, &given->wild},
        {"no-deinterlace", 0, OPTION_FLAG, &given->no_deinterlace},
        {"no-sidecar", 0, OPTION_FLAG, &given->no_sidecar},
        {"quiet", 'q', OPTION_FLAG, &given->quiet},
        {"verbose", 'v', OPTION_FLAG, &given->verbose},
        {"fx", 0, OPTION_NUMBER, &given->fx},
        {"fy", 0, OPTION_NUMBER, &given->fy},
        {"cx", 0, OPTION_NUMBER, &given->cx},
        {"cy", 0, OPTION_NUMBER, &given->cy},
        {"rate", 0, OPTION_NUMBER, &given->rate},
        {"threads", 0, OPTION_THREADS, &given->threads},
        {"jobs", 'j', OPTION_THREADS, &given->jobs},
        {"max-frames", 0, OPTION_COUNT, &given->max_frames},
        {"start", 0, OPTION_TEXT, &given->start},
        {"end", 0, OPTION_TEXT, &given->end},
        {"every", 0, OPTION_COUNT, &given->every},
        {"fps", 0, OPTION_NUMBER, &given->fps},
        {"stream", 0, OPTION_COUNT, &given->stream},
        {"provider", 0, OPTION_TEXT, &given->networks.provider},
        {"network-threads", 0, OPTION_COUNT, &given->networks.threads},
        {"timeout", 0, OPTION_NUMBER, &given->camera.timeout},
    };
    enum { SHARED = sizeof shared / sizeof shared[0] };
    option options[SHARED + MORE_OPTIONS];
    memcpy(options, shared, sizeof shared);
    memcpy(options + SHARED, more, (size_t)more_count * sizeof *more);
    given->count = options_parse(subcommand, argc, argv, options, SHARED + more_count, given->inputs, argc);
    return given->count >= 0 && add_raw(given) ? EXIT_FINE : EXIT_USAGE;
}

/* the library takes -1 as "derive it", which is meant only when nothing was given */
static float centre(const option_number *number)
{
    return number->given && number->value == -1 ? nextafterf(-1, 0) : number->value;
}

/* which part of a video */
static int check_part(const arguments *given, facs_extract_options *options)
{
    if ((given->start && !time_read("--start", given->start, &options->start)) ||
        (given->end && !time_read("--end", given->end, &options->end)))
        return EXIT_USAGE;
    if (given->end && options->end <= options->start) {
        complain("--end: '%s' is not behind the start", given->end);
        return EXIT_USAGE;
    }
    if (given->every > 0 && given->fps.given) {
        complain("give --every or --fps, not both");
        return EXIT_USAGE;
    }
    options->every = given->every;
    options->fps = given->fps.given ? (double)given->fps.value : 0;
    options->stream = given->stream;
    options->no_deinterlace = given->no_deinterlace;
    return EXIT_FINE;
}

int extract_arguments_check(const arguments *given, facs_extract_options *options, facs_env *env)
{
    if (!faces_options_read(&given->faces, given->compat != NULL, &options->faces, &options->max_faces,
                            &options->order))
        return EXIT_USAGE;
    if (given->fx.given != given->fy.given || given->cx.given != given->cy.given) {
        complain("give --fx together with --fy, and --cx together with --cy");
        return EXIT_USAGE;
    }
    if (!cpu_option_read(given->cpu, &env->cpu) ||
        !network_options_check(&given->networks,
                               pipeline_meant(given->pipeline, given->compat, given->wild,
                                              given->static_au || more_outputs_of_openface(given->more))))
        return EXIT_USAGE;
    if (!camera_options_apply(&given->camera, options))
        return EXIT_USAGE;
    network_options_apply(&given->networks, options);
    options->env = env;
    options->model_dir = given->model_dir;
    options->landmarks = given->landmarks;
    options->pipeline = given->pipeline;
    options->static_au = given->static_au;
    options->experimental = given->experimental;
    options->smooth = given->smooth;
    options->compat = given->compat;
    options->format = given->format;
    options->columns = given->columns;
    options->names = given->names;
    options->image = given->image;
    options->wild = given->wild;
    options->camera = (facs_camera){given->fx.value, given->fy.value, centre(&given->cx), centre(&given->cy)};
    options->max_frames = given->max_frames;
    options->rate = given->rate.given ? (double)given->rate.value : 0;
    options->boxes = given->boxes;
    options->sidecar = !given->no_sidecar;
    options->calibration = given->calibration;
    options->save_calibration = given->save_calibration;
    options->gaze_calibration = given->gaze_calibration;
    options->save_gaze_calibration = given->save_gaze_calibration;
    return check_part(given, options);
}

int extract_arguments_share_cores(const arguments *given, int count, int *threads)
{
    int cores = facs_cpu_cores();
    int jobs = given->jobs > 0 ? (int)given->jobs : given->threads > 0 ? cores / (int)given->threads : cores;
    if ((given->jobs == 0 && given->threads == 0) || faces_options_of_run(&given->faces))
        jobs = 1;
    jobs = jobs < 1 ? 1 : jobs < count ? jobs : count;
    *threads = given->threads >= 0 ? (int)given->threads : cores / jobs < 1 ? 1 : cores / jobs;
    return jobs;
}
