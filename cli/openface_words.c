/* See openface_words.h. */
#include "openface_words.h"

#include <stddef.h>
#include <string.h>

typedef struct translation {
    const char *theirs, *ours;
} translation;

static const char as_program[] = "facsimile FeatureExtraction ARGUMENTS... takes it";
static const char no_windows[] = "leave it out: nothing is shown in windows";
static const char no_camera[] = "this version reads no cameras: give a video";
static const char whole_paths[] = "give INPUT with its whole path";
static const char fixed[] =
    "leave it out: --wild and --landmarks NAME choose the settings; facsimile FeatureExtraction ARGUMENTS... takes it";

/* without the dash */
static const translation options[] = {
    {"f", "give the file without an option: facsimile extract FILE"},
    {"fdir", "give the folder without an option: facsimile extract FOLDER (with --image: every picture by itself)"},
    {"out_dir", "-o DIR/"},
    {"outdir", "-o DIR/"}, /* how it is often mistyped: no -o with the value "utdir" */
    {"out", "-o OUT"},
    {"of", "-o NAME.csv"},
    {"root", whole_paths},
    {"inroot", whole_paths},
    {"device", no_camera},
    {"cam_width", no_camera},
    {"cam_height", no_camera},
    {"fx", "--fx V, together with --fy V"},
    {"fy", "--fy V, together with --fx V"},
    {"cx", "--cx V, together with --cy V"},
    {"cy", "--cy V, together with --cx V"},
    {"bboxdir", "--boxes DIR, together with --image"},
    {"mloc", "--landmarks NAME (or the path of a main_*.txt file)"},
    {"wild", "--wild"},
    {"au_static", "--static-au"},
    {"2Dfp", "--columns 2d,... (default: every column)"},
    {"3Dfp", "--columns 3d,... (default: every column)"},
    {"pdmparams", "--columns pdm,... (default: every column)"},
    {"pose", "--columns pose,... (default: every column)"},
    {"aus", "--columns au,... (default: every column)"},
    {"gaze", "--columns gaze,eyes,... (default: every column)"},
    {"hogalign", "--hog FILE"},
    {"simalign", "--aligned FOLDER"},
    {"tracked", as_program},
    {"nobadaligned", as_program},
    {"format_aligned", as_program},
    {"format_vis_image", as_program},
    {"simscale", as_program},
    {"simsize", as_program},
    {"nomask", as_program},
    {"g", as_program},
    {"verbose", no_windows},
    {"vis-track", no_windows},
    {"vis-align", no_windows},
    {"vis-hog", no_windows},
    {"vis-aus", no_windows},
    {"fdloc", "leave it out: the Haar detector is not part of facsimile"},
    {"multi_view", fixed},
    {"validate_detections", fixed},
    {"n_iter", fixed},
    {"sigma", fixed},
    {"reg", fixed},
    {"w_reg", fixed},
};

static const char *find(const char *word, const translation *known, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, known[i].theirs) == 0)
            return known[i].ours;
    return NULL;
}

const char *openface_option(const char *argument)
{
    size_t dashes = strspn(argument, "-");
    return dashes == 1 || dashes == 2 ? find(argument + dashes, options, sizeof options / sizeof options[0]) : NULL;
}
