/* The validator of landmark fits: read, then a verdict on a shape in a picture. */
#include "model/readers.h"
#include "fuzz_world.h"

#include "landmark/clnf/validator.h"

#include <math.h>

static void use(const facs_env *env, const facs_validator_model *model)
{
    static const float rotations[2][3] = {{0, 0, 0}, {0.1f, -1.2f, 0}};
    float landmarks[2 * FACS_N_MAX];
    const facs_image grey = fuzz_picture(1);
    facs_validator *validator = NULL;
    facs_error error = {.message = ""};
    facs_status status = facs_validator_create(env, model, &validator, &error);
    fuzz_check(status == FACS_OK, "a validator that was accepted cannot be used: %s", error.message);
    int n = model->view[0].n;
    for (int i = 0; i < n; i++) {
        landmarks[i] = (float)(20 + 17 * i % 60);
        landmarks[n + i] = (float)(15 + 29 * i % 70);
    }
    for (int i = 0; i < 2; i++) {
        float certainty = -1;
        status = facs_validator_check(validator, &grey, rotations[i], landmarks, &certainty, &error);
        fuzz_check(status == FACS_OK, "rotation %d: %s", i, error.message);
        fuzz_check(certainty >= 0 && certainty <= 1, "certainty %g", (double)certainty);
    }
    facs_validator_destroy(&validator);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const facs_env *env = fuzz_begin();
    fuzz_put("/validator", data, size);
    facs_validator_model *model = NULL;
    facs_error error = {.message = ""};
    if (fuzz_accepted(facs_validator_load(env, "/validator", &model, &error), &error))
        use(env, model);
    facs_validator_free(env, &model);
    fuzz_end();
    return 0;
}
