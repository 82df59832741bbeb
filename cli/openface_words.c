/* See openface_words.h. */
#include "openface_words.h"

#include <stddef.h>
#include <string.h>

typedef struct translation {
    const char *theirs, *ours;
} translation;

static const char all_columns[] = "leave it out: the CSV file has every column";
static const char csv_only[] = "leave it out: this version writes CSV files only";
static const char no_windows[] = "leave it out: nothing is shown in windows";
static const char no_camera[] = "this version reads no cameras: give a video";
static const char whole_paths[] = "give INPUT with its whole path";
static const char fixed[] = "leave it out: it cannot be set; --wild and --landmarks NAME choose the settings";

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
    {"2Dfp", all_columns},
    {"3Dfp", all_columns},
    {"pdmparams", all_columns},
    {"pose", all_columns},
    {"aus", all_columns},
    {"gaze", all_columns},
    {"hogalign", csv_only},
    {"simalign", csv_only},
    {"tracked", csv_only},
    {"nobadaligned", csv_only},
    {"format_aligned", csv_only},
    {"format_vis_image", csv_only},
    {"simscale", csv_only},
    {"simsize", csv_only},
    {"nomask", csv_only},
    {"g", csv_only},
    {"verbose", no_windows},
    {"vis-track", no_windows},
    {"vis-align", no_windows},
    {"vis-hog", no_windows},
    {"vis-aus", no_windows},
    {"fdloc", fixed},
    {"multi_view", fixed},
    {"validate_detections", fixed},
    {"n_iter", fixed},
    {"sigma", fixed},
    {"reg", fixed},
    {"w_reg", fixed},
};

static const translation programs[] = {
    {"FeatureExtraction", "facsimile extract INPUT..."},
    {"FaceLandmarkVid", "facsimile extract INPUT..."},
    {"FaceLandmarkVidMulti", "facsimile extract INPUT... --faces many"},
    {"FaceLandmarkImg", "facsimile extract PICTURE... (a folder of pictures: with --image)"},
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

const char *openface_program(const char *name)
{
    return find(name, programs, sizeof programs / sizeof programs[0]);
}
