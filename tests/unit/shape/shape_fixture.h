/* Shape models, the spec's example parameters, frames of the stage goldens for tests of shapes. */
#ifndef FACS_TESTS_SHAPE_FIXTURE_H
#define FACS_TESTS_SHAPE_FIXTURE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/base.h"
#include "model/readers.h"
#include "support/levels.h"
#include "support/npy.h"
#include "support/picture.h"
#include "support/random.h"

#define PDM_FACE "pdms/In-the-wild_aligned_PDM_68.txt"
#define PDM_INNER "model_inner/pdms/pdm_51_inner.txt"
#define PDM_LEFT_EYE "model_eye/pdms/pdm_28_l_eye_3D_closed.txt"
#define PDM_RIGHT_EYE "model_eye/pdms/pdm_28_eye_3D_closed.txt"

static inline facs_pdm *load_pdm(const char *name)
{
    facs_env env = facs_env_resolve(NULL);
    facs_pdm *pdm = NULL;
    facs_error error;
    if (facs_pdm_load(&env, landmark_model_path(name), &pdm, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return pdm;
}

static inline void free_pdm(facs_pdm *pdm)
{
    facs_env env = facs_env_resolve(NULL);
    facs_pdm_free(&env, &pdm);
}

/* Parameters Q, for which values are known. */
static const float q_global[6] = {1.2f, 0.1f, -0.2f, 0.3f, 320, 240};
static const float q_local[34] = {10, -5, 3, 0, 0, -2.5f, [33] = 0.5f};

/* Frames of the stage goldens, with the name of their fit call. */
typedef struct stage_frame {
    const char *frame, *fit;
} stage_frame;

static const stage_frame stage_frames[] = {
    {"default_f000", "hyp00"}, {"default_f001", "track"}, {"default_f002", "track"}, {"default_f003", "track"},
    {"default_f030", "track"}, {"default_f031", "track"}, {"sample1", "hyp00"},
};
enum { STAGE_FRAMES = sizeof stage_frames / sizeof *stage_frames };

/* Copy of a stage array of count f32 values. */
static inline void stage_f32(float *to, size_t count, const char *path)
{
    npy array = npy_load("golden/stages/%s", path);
    memcpy(to, npy_f32(&array, count), count * sizeof *to);
    npy_free(&array);
}

#endif
