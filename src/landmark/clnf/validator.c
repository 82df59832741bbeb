/* Landmark-fit validator (docs/algorithm/validator.md): is there a face under these landmarks?
 *
 *   1. view whose orientation is nearest to the head's
 *   2. box of the landmarks, 3 px wider, cut at the picture: the part of the picture that may be looked at
 *   3. piecewise affine warp of it to the view's 60 x 60 frame
 *   4. f = ((v - mean) / std - mu) / sigma on the mask's pixels, 0 outside; mean and std (population, f64) of this
 *      picture's masked pixels, mu and sigma of the view per pixel; sigma is small, so |f| is tens to hundreds
 *   5. the view's network gives B scores; the largest, i, says certainty 1 - (i + 0.5) / B.  No softmax.
 *
 * The files list mu and sigma column by column of the mask; here they are spread over the frame once, so that the
 * normalisation runs over rows. */
#include "landmark/clnf/validator.h"

#include "landmark/clnf/validator_warp_kernels.h"

#include <math.h>

enum { MARGIN = 3 };

/* mu and sigma as pictures of the view's frame, 0 and 1 outside the mask; how it is warped to */
typedef struct prepared_view {
    float *mean, *std;
    facs_warp_plan plan;
} prepared_view;

struct facs_validator {
    facs_env env;
    const facs_validator_model *model;
    facs_cnn_workspace *workspace;
    prepared_view *view; /* one per view of the model */
    float *landmarks;    /* 2n, relative to the part of the picture */
    float *warped, *input;
    facs_validator_trace last;
};

/* ---- creation ---------------------------------------------------------------------------------------------- */

static facs_status no_memory(facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "out of memory for the validator of landmark fits");
}

static facs_status prepare_view(const facs_env *env, const facs_validator_view *view, prepared_view *at,
                                facs_error *error)
{
    const size_t pixels = (size_t)view->width * (size_t)view->height;
    at->mean = facs_calloc(env, pixels, sizeof *at->mean);
    at->std = facs_calloc(env, pixels, sizeof *at->std);
    if (!at->mean || !at->std || !facs_warp_plan_create(env, view, &at->plan))
        return no_memory(error);
    for (size_t i = 0; i < pixels; i++)
        at->std[i] = 1;
    int next = 0;
    for (int x = 0; x < view->width; x++) {
        for (int y = 0; y < view->height; y++) {
            int pixel = y * view->width + x;
            if (!view->mask[pixel])
                continue;
            at->mean[pixel] = view->mean[next];
            at->std[pixel] = view->std[next];
            next++;
        }
    }
    return FACS_OK;
}

static facs_status set_up_view(facs_validator *validator, int index, facs_error *error)
{
    const facs_validator_view *view = &validator->model->view[index];
    if (view->n != validator->model->view[0].n || view->pixels < 1)
        return facs_fail(error, FACS_E_MODEL_CORRUPT,
                         "view %d of the validator has %d landmarks and %d pixels, view 0 has %d landmarks: "
                         "fetch the model files again",
                         index, view->n, view->pixels, validator->model->view[0].n);
    facs_tensor shape;
    facs_error reason = {.message = ""};
    facs_status status =
        facs_cnn_reserve(validator->workspace, &view->cnn, 1, view->height, view->width, &shape, &reason);
    if (status == FACS_E_ARGUMENT)
        return facs_fail(error, FACS_E_MODEL_CORRUPT, "network of view %d of the validator: %s", index, reason.message);
    if (status != FACS_OK)
        return facs_fail(error, status, "%s", reason.message);
    return prepare_view(&validator->env, view, &validator->view[index], error);
}

facs_status facs_validator_create(const facs_env *env, const facs_validator_model *model, facs_validator **validator,
                                  facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    if (model->views < 1)
        return facs_fail(error, FACS_E_MODEL_CORRUPT, "the validator has no views: fetch the model files again");
    facs_validator *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return no_memory(error);
    made->env = full;
    made->model = model;
    made->view = facs_calloc(&full, (size_t)model->views, sizeof *made->view);
    made->landmarks = facs_calloc(&full, 2 * (size_t)model->view[0].n, sizeof *made->landmarks);
    size_t pixels = 0;
    for (int i = 0; i < model->views; i++) {
        size_t now = (size_t)model->view[i].width * (size_t)model->view[i].height;
        pixels = now > pixels ? now : pixels;
    }
    made->warped = facs_calloc(&full, pixels, sizeof *made->warped);
    made->input = facs_calloc(&full, pixels, sizeof *made->input);
    facs_status status = facs_cnn_workspace_create(&full, &made->workspace, error);
    if (status == FACS_OK && (!made->view || !made->landmarks || !made->warped || !made->input))
        status = no_memory(error);
    for (int i = 0; status == FACS_OK && i < model->views; i++)
        status = set_up_view(made, i, error);
    if (status == FACS_OK)
        *validator = made;
    else
        facs_validator_destroy(&made);
    return status;
}

void facs_validator_destroy(facs_validator **validator)
{
    if (!validator || !*validator)
        return;
    facs_validator *old = *validator;
    facs_env env = old->env;
    for (int i = 0; old->view && i < old->model->views; i++) {
        facs_free(&env, old->view[i].mean);
        facs_free(&env, old->view[i].std);
        facs_warp_plan_free(&env, &old->view[i].plan);
    }
    facs_cnn_workspace_destroy(&old->workspace);
    facs_free(&env, old->view);
    facs_free(&env, old->landmarks);
    facs_free(&env, old->warped);
    facs_free(&env, old->input);
    facs_free(&env, old);
    *validator = NULL;
}

/* ---- evaluation -------------------------------------------------------------------------------------------- */

static int nearest_view(const facs_validator_model *model, const float rotation[3])
{
    int best = 0;
    double least = INFINITY;
    for (int i = 0; i < model->views; i++) {
        double sum = 0;
        for (int j = 0; j < 3; j++) {
            double difference = (double)rotation[j] - model->view[i].orientation[j];
            sum += difference * difference;
        }
        if (sqrt(sum) < least) {
            least = sqrt(sum);
            best = i;
        }
    }
    return best;
}

/* Ends of [least - margin, most + margin] within 0 .. size - 1; *to <= *from when nothing is left, also for landmarks
 * that are not numbers. */
static void cut_range(const float *values, int count, int size, int *from, int *to)
{
    float least = values[0], most = values[0];
    bool numbers = true;
    for (int i = 0; i < count; i++) {
        least = values[i] < least ? values[i] : least;
        most = values[i] > most ? values[i] : most;
        numbers = numbers && isfinite(values[i]);
    }
    least -= MARGIN;
    most += MARGIN;
    *from = *to = 0;
    if (!numbers || least >= (float)size || most < 0)
        return;
    *from = least > 0 ? (int)least : 0;
    *to = most < (float)(size - 1) ? (int)most : size - 1;
}

static void normalise(const facs_validator_view *view, const prepared_view *norm, const float *restrict warped,
                      float *restrict input)
{
    const int pixels = view->width * view->height;
    double sum = 0, squares = 0;
    /* the warp is 0 outside the mask */
    for (int i = 0; i < pixels; i++) {
        double value = (double)warped[i];
        sum += value;
        squares += value * value;
    }
    double mean = sum / view->pixels, variance = squares / view->pixels - mean * mean;
    double std = variance > 0 ? sqrt(variance) : 1;
    const float centre = (float)mean, scale = (float)(1.0 / std);
    for (int i = 0; i < pixels; i++) {
        float value = ((warped[i] - centre) * scale - norm->mean[i]) / norm->std[i];
        input[i] = view->mask[i] ? value : 0;
    }
}

/* Centre of the bin of the largest score, -1 = surely a face .. 1 */
static double decide(const float *outputs, int count)
{
    int best = 0;
    for (int i = 1; i < count; i++)
        if (outputs[i] > outputs[best])
            best = i;
    double step = 2.0 / count;
    return -1 + step / 2 + best * step;
}

facs_status facs_validator_check(facs_validator *validator, const facs_image *grey, const float rotation[3],
                                 const float *landmarks, float *certainty, facs_error *error)
{
    if (grey->channels != 1 || grey->width < 1 || grey->height < 1)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "picture of %d x %d pixels with %d channels: the validator needs a grey picture", grey->width,
                         grey->height, grey->channels);
    facs_validator_trace *last = &validator->last;
    *last = (facs_validator_trace){.view = nearest_view(validator->model, rotation), .decision = 1};
    const facs_validator_view *view = &validator->model->view[last->view];
    const int n = view->n;
    cut_range(landmarks, n, grey->width, &last->x0, &last->x1);
    cut_range(landmarks + n, n, grey->height, &last->y0, &last->y1);
    if (last->x1 - last->x0 <= 1 || last->y1 - last->y0 <= 1) {
        *certainty = 0;
        return FACS_OK;
    }
    for (int i = 0; i < n; i++) {
        validator->landmarks[i] = landmarks[i] - (float)last->x0;
        validator->landmarks[n + i] = landmarks[n + i] - (float)last->y0;
    }
    const facs_view pixels = facs_image_need_part(
        grey, &(facs_part_of_image){.first = last->y0, .last = last->y1, .left = last->x0, .right = last->x1});
    facs_validator_warp_kernels_for(validator->env.cpu)
        ->warp_view(&validator->view[last->view].plan, view, &pixels, last->x0, last->y0, last->x1 - last->x0,
                    last->y1 - last->y0, validator->landmarks, validator->warped);
    normalise(view, &validator->view[last->view], validator->warped, validator->input);
    facs_tensor output;
    facs_status status =
        facs_cnn_run(validator->workspace, &view->cnn, validator->input, 1, view->height, view->width, &output, error);
    if (status != FACS_OK)
        return status;
    last->warped = validator->warped;
    last->cnn_input = validator->input;
    last->outputs = output.data;
    last->output_count = output.maps * output.rows * output.cols;
    last->decision = decide(last->outputs, last->output_count);
    *certainty = (float)(0.5 * (1 - last->decision));
    return FACS_OK;
}

void facs_validator_last(const facs_validator *validator, facs_validator_trace *trace)
{
    *trace = validator->last;
}
