/* See use_models.h. */
#include "use_models.h"

#include "au/openface/au.h"
#include "detect/mtcnn/mtcnn.h"
#include "fuzz_world.h"
#include "landmark/clnf/fitter.h"
#include "landmark/clnf/response.h"
#include "unit/model/synthetic.h"

void use_patches(const facs_env *env, const facs_patch_scale *scale)
{
    static const float shape[2 * FUZZ_PATCH_LANDMARKS] = {20, 60, 94, 30, 40, 50};
    static const float u[4] = {1.1f, -0.1f, 0.1f, 1.1f};
    static float maps[FUZZ_PATCH_LANDMARKS * FACS_WINDOW_MAX * FACS_WINDOW_MAX];
    facs_landmark_model model = {.scales = 1, .scale = {*scale}};
    const facs_image grey = fuzz_picture(1);
    facs_expert_cache *cache = NULL;
    facs_responder *responder = NULL;
    facs_error error = {.message = ""};
    /* with no budget each group of experts gets just the memory it needs */
    facs_status status = facs_expert_cache_create(env, 1, &cache, &error);
    if (status == FACS_OK)
        status = facs_responder_create(env, &model, cache, &responder, &error);
    fuzz_check(status == FACS_OK, "experts that were accepted cannot be used: %s", error.message);
    (void)facs_select_view(scale, (const float[]){1, 0.1f, 0.2f, 0, 0, 0});
    for (int view = 0; view<scale->views; view += scale->views> 1 ? scale->views - 1 : 1)
        for (int window = 3; window <= FACS_WINDOW_MAX; window += FACS_WINDOW_MAX - 3) {
            status = facs_responses(responder, &grey, 0, view, window, shape, u, maps, &error);
            /* numbers in a file of their own are looked at when they are used */
            fuzz_check(status == FACS_OK || (status == FACS_E_MODEL_CORRUPT && scale->file.bytes),
                       "view %d, window %d: %s", view, window, error.message);
        }
    facs_responder_destroy(&responder);
    facs_expert_cache_destroy(&cache);
}

void use_landmarks(const facs_env *env, const facs_landmark_model *model)
{
    const facs_image grey = fuzz_picture(1);
    facs_fitter *fitter = NULL;
    facs_error error = {.message = ""};
    facs_status status = facs_fitter_create(env, model, &fitter, &error);
    fuzz_check(status == FACS_OK, "a model that was accepted cannot be used: %s", error.message);
    facs_fit_params params = facs_fit_params_main(model, false, NULL);
    facs_fit fit;
    facs_fit_reset(&fit);
    fit.face.g[4] = fit.face.g[5] = 48;
    bool mapped = false;
    for (int i = 0; i < model->scales; i++)
        mapped = mapped || model->scale[i].file.bytes;
    status = facs_fitter_step(fitter, &grey, &params, &fit, &error);
    fuzz_check(status == FACS_OK || (status == FACS_E_MODEL_CORRUPT && mapped), "%s", error.message);
    facs_fitter_destroy(&fitter);
}

void use_mtcnn(const facs_env *env, const facs_mtcnn_model *model)
{
    const facs_image picture = fuzz_picture(3);
    facs_mtcnn *mtcnn = NULL;
    facs_error error = {.message = ""};
    facs_status status = facs_mtcnn_create(env, model, &mtcnn, &error);
    fuzz_check(status == FACS_OK, "networks that were accepted cannot be used: %s", error.message);
    const facs_box *boxes;
    int count = 0;
    status = facs_mtcnn_detect(mtcnn, &picture, &boxes, &count, &error);
    fuzz_check(status == FACS_OK, "%s", error.message);
    (void)facs_choose_face(boxes, count);
    facs_mtcnn_destroy(&mtcnn);
}

void use_aus(const facs_env *env, const facs_au_model *model)
{
    static float fhog[FACS_FHOG_SIZE], p[FACS_M_MAX];
    double au_r[FACS_AU_R] = {0}, au_c[FACS_AU_C] = {0};
    for (int i = 0; i < FACS_FHOG_SIZE; i++)
        fhog[i] = (float)(i % 11) * 0.05f;
    for (int i = 0; i < FACS_M_MAX; i++)
        p[i] = (float)(i % 5 - 2);
    facs_au_static(env, model, fhog, p, au_r, au_c);
    for (int i = 0; i < FACS_AU_R; i++)
        fuzz_check(au_r[i] >= 0 && au_r[i] <= 5, "intensity %d is %g", i, au_r[i]);
}

void load_and_use_aus(const facs_env *env)
{
    facs_au_model *model = NULL;
    facs_error error = {.message = ""};
    if (fuzz_accepted(facs_au_model_load(env, SYNTHETIC_AU, &model, &error), &error))
        use_aus(env, model);
    facs_au_model_free(env, &model);
}
