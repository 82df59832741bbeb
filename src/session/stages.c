/* Single stages for people who want only one of them.  Workspaces live for the call. */
#include "au/openface/au.h"
#include "store/models.h"
#include "detect/mtcnn/mtcnn.h"
#include "image/image_kernels.h"
#include "session/face.h"
#include "shape/calc_params.h"

#include <math.h>
#include <string.h>

static facs_status fail_null(facs_error *error, const char *function)
{
    return facs_fail(error, FACS_E_ARGUMENT, "%s: an argument is NULL", function);
}

/* models that have the AU shape model; either set does */
static const facs_au_model *any_au_model(const facs_models *models)
{
    return models->au_static ? models->au_static : models->au_dynamic;
}

static facs_status check_au_model(const facs_au_model *model, const char *kind, facs_error *error)
{
    if (!model)
        return facs_fail(error, FACS_E_UNSUPPORTED,
                         "these models were opened without the %saction-unit models: see facs_models_options", kind);
    if (model->pdm->n != FACS_LANDMARKS || model->pdm->m != FACS_GEOM_SIZE - 3 * FACS_LANDMARKS)
        return facs_fail(error, FACS_E_UNSUPPORTED, "AU shape model: %d landmarks and %d modes instead of 68 and 34",
                         model->pdm->n, model->pdm->m);
    return FACS_OK;
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
    facs_mtcnn *detector = NULL;
    const facs_box *found = NULL;
    int n = 0;
    status = facs_mtcnn_create(env, models->mtcnn, &detector, error);
    if (status == FACS_OK) {
        facs_image image = facs_pixels_view(&bgr);
        status = facs_mtcnn_detect(detector, &image, &found, &n, error);
    }
    if (status == FACS_OK) {
        *count = n;
        int kept = n < capacity ? n : capacity;
        if (kept > 0)
            memcpy(boxes, found, (size_t)kept * sizeof *boxes);
    }
    if (detector)
        facs_mtcnn_destroy(&detector);
    facs_pixels_free(env, &bgr);
    return status;
}

static facs_status fit_box(const facs_models *models, const facs_image *bgr, const facs_box *box, bool wild,
                           facs_fit *fit, facs_error *error)
{
    const facs_env *env = &models->env;
    facs_pixels grey = {0};
    facs_status status = facs_pixels_resize(env, &grey, bgr->width, bgr->height, 1);
    if (status != FACS_OK)
        return facs_fail(error, status, "out of memory for a picture of %d x %d pixels", bgr->width, bgr->height);
    facs_image_grey_with(facs_image_kernels_for(env->cpu), bgr, grey.data, grey.stride);
    facs_fitter *fitter = NULL;
    status = facs_fitter_create(env, models->landmarks, &fitter, error);
    if (status == FACS_OK) {
        const facs_fit_params params = facs_fit_params_main(models->landmarks, wild);
        const float rectangle[4] = {box->x, box->y, box->width, box->height};
        facs_image view = facs_pixels_view(&grey);
        bool accepted;
        facs_fit_reset(fit);
        status = facs_fitter_fit_box(fitter, &view, rectangle, &params, fit, &accepted, error);
        facs_fitter_destroy(&fitter);
    }
    facs_pixels_free(env, &grey);
    return status;
}

/* one face as a result of the caller's */
static facs_status give_fit(const facs_models *models, const facs_image *image, const facs_fit *fit,
                            const facs_camera *camera, facs_result **result, facs_error *error)
{
    const facs_face_shape shape = facs_face_shape_of(models->landmarks);
    facs_face_store *made = facs_calloc(&models->env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a face");
    facs_face_store_init(made, &models->env, &shape);
    facs_status status = facs_face_store_resize(made, 1, error);
    if (status != FACS_OK) {
        facs_free(&models->env, made);
        return status;
    }
    const facs_camera derive = {-1, -1, -1, -1};
    const facs_camera complete = facs_camera_complete(camera ? camera : &derive, image->width, image->height, true);
    facs_face_fill(models->landmarks, fit, &complete, true, &made->slots[0]);
    made->result.width = image->width;
    made->result.height = image->height;
    *result = &made->result;
    return FACS_OK;
}

facs_status facs_fit_landmarks(const facs_models *models, const facs_picture *picture, const facs_box *box, bool wild,
                               const facs_camera *camera, facs_result **result, facs_error *error)
{
    if (!models || !picture || !box || !result)
        return fail_null(error, "facs_fit_landmarks");
    if (!isfinite(box->x) || !isfinite(box->y) || !(box->width > 0) || !(box->height > 0) || isinf(box->width) ||
        isinf(box->height))
        return facs_fail(error, FACS_E_ARGUMENT, "facs_fit_landmarks: the box has no area");
    facs_status status = facs_face_check_model(models->landmarks, error);
    facs_pixels bgr = {0};
    if (status == FACS_OK)
        status = facs_image_from_picture(&models->env, picture, &bgr, error);
    if (status != FACS_OK)
        return status;
    facs_image image = facs_pixels_view(&bgr);
    facs_fit fit;
    status = fit_box(models, &image, box, wild, &fit, error);
    if (status == FACS_OK)
        status = give_fit(models, &image, &fit, camera, result, error);
    facs_pixels_free(&models->env, &bgr);
    return status;
}

facs_status facs_calc_params(const facs_models *models, const float landmarks[2 * FACS_LANDMARKS],
                             float params_global[6], float params_local[34], facs_error *error)
{
    if (!models || !landmarks || !params_global || !params_local)
        return fail_null(error, "facs_calc_params");
    const facs_au_model *model = any_au_model(models);
    facs_status status = check_au_model(model, "", error);
    facs_calc *calc = NULL;
    if (status == FACS_OK)
        status = facs_calc_create(&models->env, model->pdm, &calc, error);
    if (status != FACS_OK)
        return status;
    facs_calc_params_fit(calc, landmarks, NULL, params_global, params_local);
    facs_calc_destroy(&calc);
    return FACS_OK;
}

facs_status facs_align_face(const facs_models *models, const facs_picture *picture,
                            const float landmarks[2 * FACS_LANDMARKS], const float params_global[6], uint8_t *aligned,
                            facs_error *error)
{
    if (!models || !picture || !landmarks || !params_global || !aligned)
        return fail_null(error, "facs_align_face");
    const facs_au_model *model = any_au_model(models);
    facs_status status = check_au_model(model, "", error);
    facs_pixels bgr = {0};
    if (status == FACS_OK)
        status = facs_image_from_picture(&models->env, picture, &bgr, error);
    if (status != FACS_OK)
        return status;
    facs_image image = facs_pixels_view(&bgr);
    const facs_align_options alignment = facs_au_face();
    uint8_t mask[FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE];
    facs_au_align(models->env.cpu, model, &image, landmarks, params_global, &alignment, aligned, mask);
    facs_pixels_free(&models->env, &bgr);
    return FACS_OK;
}

facs_status facs_fhog(const facs_env *env, const uint8_t *aligned, float descriptor[FACS_FHOG_SIZE], facs_error *error)
{
    if (!aligned || !descriptor)
        return fail_null(error, "facs_fhog");
    const facs_env full = facs_env_resolve(env);
    facs_au_fhog(&full, aligned, descriptor);
    return FACS_OK;
}

facs_status facs_predict_aus(const facs_models *models, const float descriptor[FACS_FHOG_SIZE],
                             const float params_local[34], double au_r[FACS_AU_R], double au_c[FACS_AU_C],
                             facs_error *error)
{
    if (!models || !descriptor || !params_local || !au_r || !au_c)
        return fail_null(error, "facs_predict_aus");
    facs_status status = check_au_model(models->au_static, "static ", error);
    if (status == FACS_OK)
        facs_au_static(&models->env, models->au_static, descriptor, params_local, au_r, au_c);
    return status;
}
