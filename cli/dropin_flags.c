/* See dropin_flags.h; docs/openface-programs.md has a row for each. */
#include "dropin_flags.h"

#include <stddef.h>
#include <string.h>

static const char no_windows[] = "nothing is shown in windows; -tracked writes what they would show";
static const char no_haar[] = "the Haar detector is not part of facsimile: leave it out, faces are then found by MTCNN "
                              "as the programs do by default";

static const dropin_flag flags[] = {
    {"f", true, DROPIN_ALL, DROPIN_FILE, 0, NULL},
    {"fdir", true, DROPIN_ALL, DROPIN_FOLDER, 0, NULL},
    {"device", true, DROPIN_VIDEOS, DROPIN_DEVICE, 0, NULL},
    {"cam_width", true, DROPIN_VIDEOS, DROPIN_CAMERA_WIDTH, 0, NULL},
    {"cam_height", true, DROPIN_VIDEOS, DROPIN_CAMERA_HEIGHT, 0, NULL},
    {"root", true, DROPIN_ALL, DROPIN_ROOT, 0, NULL},
    {"inroot", true, DROPIN_ALL, DROPIN_ROOT, 0, NULL},
    {"out_dir", true, DROPIN_ALL, DROPIN_OUT_DIR, 0, NULL},
    {"of", true, DROPIN_ALL, DROPIN_NAME, 0, NULL},
    {"fx", true, DROPIN_ALL, DROPIN_FX, 0, NULL},
    {"fy", true, DROPIN_ALL, DROPIN_FY, 0, NULL},
    {"cx", true, DROPIN_ALL, DROPIN_CX, 0, NULL},
    {"cy", true, DROPIN_ALL, DROPIN_CY, 0, NULL},
    {"bboxdir", true, DROPIN_IMAGES, DROPIN_BOXES, 0, NULL},
    {"2Dfp", false, DROPIN_ALL, DROPIN_SELECT, DROPIN_2D, NULL},
    {"3Dfp", false, DROPIN_ALL, DROPIN_SELECT, DROPIN_3D, NULL},
    {"pdmparams", false, DROPIN_ALL, DROPIN_SELECT, DROPIN_PDM, NULL},
    {"pose", false, DROPIN_ALL, DROPIN_SELECT, DROPIN_POSE, NULL},
    {"aus", false, DROPIN_ALL, DROPIN_SELECT, DROPIN_AUS, NULL},
    {"gaze", false, DROPIN_ALL, DROPIN_SELECT, DROPIN_GAZE, NULL},
    {"hogalign", false, DROPIN_ALL, DROPIN_SELECT, DROPIN_HOG, NULL},
    {"simalign", false, DROPIN_ALL, DROPIN_SELECT, DROPIN_ALIGNED, NULL},
    {"tracked", false, DROPIN_ALL, DROPIN_SELECT, DROPIN_TRACKED, NULL},
    {"nobadaligned", false, DROPIN_ALL, DROPIN_GOOD_ONLY, 0, NULL},
    {"format_aligned", true, DROPIN_ALL, DROPIN_ALIGNED_FORMAT, 0, NULL},
    {"format_vis_image", true, DROPIN_IMAGES, DROPIN_IMAGE_FORMAT, 0, NULL},
    {"simscale", true, DROPIN_ALL, DROPIN_SCALE, 0, NULL},
    {"simsize", true, DROPIN_ALL, DROPIN_SIDE, 0, NULL},
    {"nomask", false, DROPIN_ALL, DROPIN_UNMASKED, 0, NULL},
    {"g", false, DROPIN_FEATURES, DROPIN_GREY, 0, NULL},
    {"au_static", false, DROPIN_FEATURES, DROPIN_STATIC, 0, NULL},
    {"mloc", true, DROPIN_ALL, DROPIN_MODELS, 0, NULL},
    {"wild", false, DROPIN_ALL, DROPIN_WILD, 0, NULL},
    {"multi_view", true, DROPIN_ALL, DROPIN_MULTI_VIEW, 0, NULL},
    {"validate_detections", true, DROPIN_ALL, DROPIN_VALIDATE, 0, NULL},
    {"n_iter", true, DROPIN_ALL, DROPIN_ITERATIONS, 0, NULL},
    {"sigma", true, DROPIN_ALL, DROPIN_SIGMA, 0, NULL},
    {"reg", true, DROPIN_ALL, DROPIN_REG, 0, NULL},
    {"w_reg", true, DROPIN_ALL, DROPIN_W_REG, 0, NULL},
    {"fdloc", true, DROPIN_ALL & ~DROPIN_MANY, DROPIN_REFUSED, 0, no_haar},
    {"verbose", false, DROPIN_ALL, DROPIN_IGNORED, 0, no_windows},
    {"vis-track", false, DROPIN_ALL, DROPIN_IGNORED, 0, no_windows},
    {"vis-align", false, DROPIN_ALL, DROPIN_IGNORED, 0, no_windows},
    {"vis-hog", false, DROPIN_ALL, DROPIN_IGNORED, 0, no_windows},
    {"vis-aus", false, DROPIN_ALL, DROPIN_IGNORED, 0, no_windows},
    {"q", false, DROPIN_ALL, DROPIN_QUIET, 0, NULL},
};

const dropin_flag *dropin_flag_of(const char *word)
{
    for (size_t i = 0; word[0] == '-' && i < sizeof flags / sizeof *flags; i++)
        if (strcmp(flags[i].name, word + 1) == 0)
            return &flags[i];
    return NULL;
}
