/* The options of OpenFace's programs: what each does here, in one table. */
#ifndef FACSIMILE_CLI_DROPIN_FLAGS_H
#define FACSIMILE_CLI_DROPIN_FLAGS_H

#include <stdbool.h>

/* Which programs take an option. */
enum {
    DROPIN_FEATURES = 1, /* FeatureExtraction */
    DROPIN_VIDEO = 2,    /* FaceLandmarkVid */
    DROPIN_MANY = 4,     /* FaceLandmarkVidMulti */
    DROPIN_IMAGES = 8,   /* FaceLandmarkImg */
    DROPIN_VIDEOS = DROPIN_FEATURES | DROPIN_VIDEO | DROPIN_MANY,
    DROPIN_ALL = DROPIN_VIDEOS | DROPIN_IMAGES,
};

/* What a program selects; bits. */
enum {
    DROPIN_2D = 1,
    DROPIN_3D = 2,
    DROPIN_PDM = 4,
    DROPIN_POSE = 8,
    DROPIN_AUS = 16,
    DROPIN_GAZE = 32,
    DROPIN_HOG = 64,
    DROPIN_ALIGNED = 128,
    DROPIN_TRACKED = 256,
    DROPIN_EVERYTHING = 511,
};

typedef enum dropin_key {
    DROPIN_FILE,
    DROPIN_FOLDER,
    DROPIN_DEVICE,
    DROPIN_CAMERA_WIDTH,
    DROPIN_CAMERA_HEIGHT,
    DROPIN_ROOT,
    DROPIN_OUT_DIR,
    DROPIN_NAME,
    DROPIN_FX,
    DROPIN_FY,
    DROPIN_CX,
    DROPIN_CY,
    DROPIN_BOXES,
    DROPIN_SELECT, /* `bit` says what */
    DROPIN_GOOD_ONLY,
    DROPIN_ALIGNED_FORMAT,
    DROPIN_IMAGE_FORMAT,
    DROPIN_SCALE,
    DROPIN_SIDE,
    DROPIN_UNMASKED,
    DROPIN_GREY,
    DROPIN_STATIC,
    DROPIN_MODELS,
    DROPIN_WILD,
    DROPIN_MULTI_VIEW,
    DROPIN_VALIDATE,
    DROPIN_ITERATIONS,
    DROPIN_SIGMA,
    DROPIN_REG,
    DROPIN_W_REG,
    DROPIN_QUIET,
    DROPIN_IGNORED, /* without a word, for the reason in `why` */
    DROPIN_REFUSED, /* likewise, but the program ends */
} dropin_key;

typedef struct dropin_flag {
    const char *name; /* without the dash */
    bool takes_value; /* the next word */
    int programs;     /* in the others it is ignored */
    dropin_key key;
    int bit;
    const char *why;
} dropin_flag;

/* The option that a word is ("-f"); NULL = it is none. */
const dropin_flag *dropin_flag_of(const char *word);

#endif
