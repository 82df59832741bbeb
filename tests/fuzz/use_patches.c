/* See use_patches.h. */
#include "use_patches.h"

#include "fuzz_world.h"
#include "landmark/response.h"

void use_patches(const facs_env *env, const facs_patch_scale *scale)
{
    static const float shape[2 * FUZZ_PATCH_LANDMARKS] = {20, 60, 94, 30, 40, 50};
    static const float u[4] = {1.1f, -0.1f, 0.1f, 1.1f};
    static float maps[FUZZ_PATCH_LANDMARKS * FACS_WINDOW_MAX * FACS_WINDOW_MAX];
    facs_landmark_model model = {.scales = 1, .scale = {*scale}};
    const facs_image grey = fuzz_picture(1);
    facs_ready *ready = NULL;
    facs_responder *responder = NULL;
    facs_error error = {.message = ""};
    /* with no budget each group of experts gets just the memory it needs */
    facs_status status = facs_ready_create(env, 1, &ready, &error);
    if (status == FACS_OK)
        status = facs_responder_create(env, &model, ready, &responder, &error);
    fuzz_check(status == FACS_OK, "experts that were accepted cannot be used: %s", error.message);
    (void)facs_select_view(scale, (const float[]){1, 0.1f, 0.2f, 0, 0, 0});
    for (int view = 0; view<scale->views; view += scale->views> 1 ? scale->views - 1 : 1)
        for (int window = 3; window <= FACS_WINDOW_MAX; window += FACS_WINDOW_MAX - 3) {
            status = facs_responses(responder, &grey, 0, view, window, shape, u, maps, &error);
            fuzz_check(status == FACS_OK, "view %d, window %d: %s", view, window, error.message);
        }
    facs_responder_destroy(&responder);
    facs_ready_destroy(&ready);
}
