/* Single stages for people who want only one of them.  Workspaces live for the call. */
#include "au/openface/au.h"
#include "base/finite.h"
#include "store/models.h"
#include "image/image_kernels.h"
#include "session/face.h"
#include "shape/calc_params.h"

#include "image/box.h"

#include <math.h>
#include <string.h>

/* largest number in arguments: beyond, results are none any more */
#define ARGUMENT_MOST 1e6f
#define EXTENT_LEAST 1e-3f /* of a face; its points may be given in other units than pixels */
enum { PARAMS_LOCAL = FACS_GEOM_SIZE - 3 * FACS_LANDMARKS };

static facs_status fail_null(facs_error *error, const char *function)
{
    return facs_fail(error, FACS_E_ARGUMENT, "%s: an argument is NULL", function);
}

/* models that have the AU shape model; either set does */
static const facs_au_model *any_au_model(const facs_models *models)
{
    const facs_au_model *model = facs_loaded_aus(&models->loaded, false);
    return model ? model : facs_loaded_aus(&models->loaded, true);
}

static facs_status check_au_model(const facs_au_model *model, const char *kind, facs_error *error)
{
    if (!model)
        return facs_fail(error, FACS_E_UNSUPPORTED,
                         "these models were opened without the %saction-unit models: leave no_aus in "
                         "facs_models_options false",
                         kind);
    if (model->pdm->n != FACS_LANDMARKS || model->pdm->m != PARAMS_LOCAL)
        return facs_fail(error, FACS_E_UNSUPPORTED, "AU shape model: %d landmarks and %d modes instead of 68 and 34",
                         model->pdm->n, model->pdm->m);
    return FACS_OK;
}

/* Are all of these numbers, and sensible ones? */
static facs_status check_numbers(const char *what, const float *values, int count, facs_error *error)
{
    for (int i = 0; i < count; i++)
        if (!(fabsf(values[i]) <= ARGUMENT_MOST))
            return facs_fail(error, FACS_E_ARGUMENT, "%s: number %d is %g: %.0f to %.0f are possible", what, i,
                             (double)values[i], (double)-ARGUMENT_MOST, (double)ARGUMENT_MOST);
    return FACS_OK;
}

/* Do the points lie apart, in both directions? */
static bool spread(const float landmarks[2 * FACS_LANDMARKS])
{
    for (int axis = 0; axis < 2; axis++) {
        const float *values = landmarks + axis * FACS_LANDMARKS;
        float least = values[0], most = values[0];
        for (int i = 1; i < FACS_LANDMARKS; i++) {
            least = fminf(least, values[i]);
            most = fmaxf(most, values[i]);
        }
        if (most - least < EXTENT_LEAST)
            return false;
    }
    return true;
}

static facs_status fail_shape(const char *function, facs_error *error)
{
    return facs_fail(error, FACS_E_ARGUMENT,
                     "%s: the landmarks do not lie like those of a face: %d points are expected, x of all, then y",
                     function, FACS_LANDMARKS);
}

facs_status facs_detect_faces(const facs_models *models, const facs_picture *picture, facs_box *boxes, int capacity,
                              int *count, facs_error *error)
{
    if (!models || !picture || !count || capacity < 0 || (capacity > 0 && !boxes))
        return fail_null(error, "facs_detect_faces");
    const facs_env *env = &models->env;
    facs_pixels bgr = {0};
    facs_status status = facs_image_from_picture(env, picture, &bgr, error);
    if (status != FACS_OK)
        return status;
    facs_detector detector = {0};
    const facs_box *found = NULL;
    int n = 0;
    status = facs_detector_create(env, models->pipeline.detect, &models->loaded, NULL, &detector, error);
    if (status == FACS_OK) {
        facs_image image = facs_pixels_view(&bgr);
        status = facs_detector_run(&detector, &image, &found, &n, error);
    }
    if (status == FACS_OK) {
        *count = n;
        int kept = n < capacity ? n : capacity;
        if (kept > 0)
            memcpy(boxes, found, (size_t)kept * sizeof *boxes);
    }
    facs_detector_destroy(&detector);
    facs_pixels_free(env, &bgr);
    return status;
}

/* The picture as the landmark engine wants it; `grey` has memory of its own then. */
static facs_status view_for(const facs_models *models, const facs_image *bgr, facs_pixels *grey, facs_image *view,
                            facs_error *error)
{
    *view = *bgr;
    if (!models->pipeline.landmark->grey)
        return FACS_OK;
    facs_status status = facs_pixels_resize(&models->env, grey, bgr->width, bgr->height, 1);
    if (status != FACS_OK)
        return facs_fail(error, status, "out of memory for a picture of %d x %d pixels", bgr->width, bgr->height);
    facs_image_grey_with(facs_image_kernels_for(models->env.cpu), bgr, grey->data, grey->stride);
    *view = facs_pixels_view(grey);
    return FACS_OK;
}

/* one face as a result of the caller's */
static facs_status give_fit(const facs_models *models, const facs_image *image, const facs_located *located,
                            const facs_camera *camera, facs_result **result, facs_error *error)
{
    facs_face_shape shape;
    facs_status status = models->pipeline.landmark->shape(&models->loaded, &shape, error);
    if (status != FACS_OK)
        return status;
    facs_face_store *made = facs_calloc(&models->env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a face");
    facs_face_store_init(made, &models->env, &shape);
    status = facs_face_store_resize(made, 1, error);
    if (status != FACS_OK) {
        facs_free(&models->env, made);
        return status;
    }
    const facs_camera derive = {-1, -1, -1, -1};
    const facs_camera complete = facs_camera_complete(camera ? camera : &derive, image->width, image->height, true);
    facs_face_fill(located, &complete, true, &made->slots[0]);
    made->result.width = image->width;
    made->result.height = image->height;
    *result = &made->result;
    return FACS_OK;
}

static facs_status fit_face(const facs_models *models, const facs_image *image, const facs_box *box, bool wild,
                            const facs_camera *camera, facs_result **result, facs_error *error)
{
    const facs_landmark_settings settings = {.wild = wild};
    const float rectangle[4] = {box->x, box->y, box->width, box->height};
    facs_landmarker landmarker = {0};
    facs_status status =
        facs_landmarker_create(&models->env, models->pipeline.landmark, &models->loaded, &settings, &landmarker, error);
    if (status != FACS_OK)
        return status;
    void *fit = facs_landmarker_fit(&models->env, &landmarker);
    status = fit ? landmarker.engine->find(landmarker.state, image, rectangle, fit, error)
                 : facs_fail(error, FACS_E_MEMORY, "landmark fit: out of memory");
    if (status == FACS_OK) {
        if (landmarker.engine->found)
            landmarker.engine->found(landmarker.state, box->confidence, fit);
        const facs_located located = landmarker.engine->look(landmarker.state, fit);
        status = give_fit(models, image, &located, camera, result, error);
    }
    facs_free(&models->env, fit);
    facs_landmarker_destroy(&landmarker);
    return status;
}

facs_status facs_fit_landmarks(const facs_models *models, const facs_picture *picture, const facs_box *box, bool wild,
                               const facs_camera *camera, facs_result **result, facs_error *error)
{
    if (!models || !picture || !box || !result)
        return fail_null(error, "facs_fit_landmarks");
    if (!facs_box_is_possible(box))
        return facs_fail(error, FACS_E_ARGUMENT, "facs_fit_landmarks: box: " FACS_BOX_RULE);
    facs_status status = facs_camera_check(camera, error);
    facs_pixels bgr = {0}, grey = {0};
    if (status == FACS_OK)
        status = facs_image_from_picture(&models->env, picture, &bgr, error);
    facs_image image = facs_pixels_view(&bgr), view;
    if (status == FACS_OK)
        status = view_for(models, &image, &grey, &view, error);
    if (status == FACS_OK)
        status = fit_face(models, &view, box, wild, camera, result, error);
    facs_pixels_free(&models->env, &grey);
    facs_pixels_free(&models->env, &bgr);
    return status;
}

facs_status facs_calc_params(const facs_models *models, const float landmarks[2 * FACS_LANDMARKS],
                             float params_global[6], float params_local[34], facs_error *error)
{
    if (!models || !landmarks || !params_global || !params_local)
        return fail_null(error, "facs_calc_params");
    const facs_au_model *model = any_au_model(models);
    facs_status status = check_numbers("facs_calc_params: landmarks", landmarks, 2 * FACS_LANDMARKS, error);
    if (status == FACS_OK)
        status = check_au_model(model, "", error);
    facs_calc *calc = NULL;
    if (status == FACS_OK)
        status = facs_calc_create(&models->env, model->pdm, &calc, error);
    if (status != FACS_OK)
        return status;
    float g[6], p[FACS_M_MAX];
    facs_calc_params_fit(calc, landmarks, NULL, g, p);
    facs_calc_destroy(&calc);
    if (!spread(landmarks) || !(g[0] > 0) || !facs_all_finite(g, 6) || !facs_all_finite(p, PARAMS_LOCAL))
        return fail_shape("facs_calc_params", error);
    memcpy(params_global, g, sizeof g);
    memcpy(params_local, p, PARAMS_LOCAL * sizeof *p);
    return FACS_OK;
}

static bool can_be_aligned(const facs_au_model *model, const float *landmarks, const float params_global[6],
                           const facs_align_options *alignment)
{
    float matrix[6];
    facs_au_align_matrix(model->pdm, landmarks, params_global, alignment, matrix);
    return spread(landmarks) && facs_all_finite(matrix, 6) && matrix[0] * matrix[4] - matrix[1] * matrix[3] > 0;
}

facs_status facs_align_face(const facs_models *models, const facs_picture *picture,
                            const float landmarks[2 * FACS_LANDMARKS], const float params_global[6], uint8_t *aligned,
                            facs_error *error)
{
    if (!models || !picture || !landmarks || !params_global || !aligned)
        return fail_null(error, "facs_align_face");
    const facs_au_model *model = any_au_model(models);
    facs_status status = check_numbers("facs_align_face: landmarks", landmarks, 2 * FACS_LANDMARKS, error);
    if (status == FACS_OK)
        status = check_numbers("facs_align_face: params_global", params_global, 6, error);
    if (status == FACS_OK)
        status = check_au_model(model, "", error);
    const facs_align_options alignment = facs_au_face();
    if (status == FACS_OK && !can_be_aligned(model, landmarks, params_global, &alignment))
        status = fail_shape("facs_align_face", error);
    facs_pixels bgr = {0};
    if (status == FACS_OK)
        status = facs_image_from_picture(&models->env, picture, &bgr, error);
    if (status != FACS_OK)
        return status;
    facs_image image = facs_pixels_view(&bgr);
    uint8_t mask[FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE];
    facs_au_align(models->env.cpu, model, &image, landmarks, params_global, &alignment, aligned, mask);
    facs_pixels_free(&models->env, &bgr);
    return FACS_OK;
}

facs_status facs_fhog(const facs_env *env, const uint8_t *aligned, float descriptor[FACS_FHOG_SIZE], facs_error *error)
{
    if (!aligned || !descriptor)
        return fail_null(error, "facs_fhog");
    facs_env full;
    facs_status status = facs_env_take(env, &full, error);
    if (status == FACS_OK)
        facs_au_fhog(&full, aligned, descriptor);
    return status;
}

facs_status facs_predict_aus(const facs_models *models, const float descriptor[FACS_FHOG_SIZE],
                             const float params_local[34], double au_r[FACS_AU_R], double au_c[FACS_AU_C],
                             facs_error *error)
{
    if (!models || !descriptor || !params_local || !au_r || !au_c)
        return fail_null(error, "facs_predict_aus");
    facs_status status = check_numbers("facs_predict_aus: descriptor", descriptor, FACS_FHOG_SIZE, error);
    if (status == FACS_OK)
        status = check_numbers("facs_predict_aus: params_local", params_local, PARAMS_LOCAL, error);
    const facs_au_model *model = facs_loaded_aus(&models->loaded, false);
    if (status == FACS_OK)
        status = check_au_model(model, "static ", error);
    if (status == FACS_OK)
        facs_au_static(&models->env, model, descriptor, params_local, au_r, au_c);
    return status;
}
