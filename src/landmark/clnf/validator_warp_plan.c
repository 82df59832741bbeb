/* Runs and spans of a view's mask; see validator_warp_plan.h. */
#include "landmark/clnf/validator_warp_plan.h"

/* Count runs, spans and pixels, and write them down where there is room for them. */
static void walk(const facs_validator_view *view, facs_warp_plan *plan)
{
    int pixels = 0, runs = 0, spans = 0, run_length = 0, triangle = -1, before = -2;
    for (int y = 0; y < view->height; y++) {
        triangle = -1;
        for (int x = 0; x < view->width; x++) {
            int pixel = y * view->width + x;
            if (!view->mask[pixel])
                continue;
            bool block = pixels % FACS_WARP_BLOCK == 0, gap = pixel != before + 1;
            bool run = block || view->triangle_of_pixel[pixel] != triangle || run_length == FACS_WARP_RUN;
            triangle = view->triangle_of_pixel[pixel];
            run_length = run ? 1 : run_length + 1;
            runs += run;
            spans += block || gap;
            if (plan->x) {
                plan->x[pixels] = (float)x + view->min_x;
                if (run)
                    plan->run[runs - 1] = (facs_warp_run){pixels, 0, triangle, (float)y + view->min_y};
                if (block || gap)
                    plan->span[spans - 1] = (facs_warp_span){pixels, 0, pixel};
                plan->run[runs - 1].count++;
                plan->span[spans - 1].count++;
            }
            before = pixel;
            pixels++;
        }
    }
    plan->pixels = pixels;
    plan->runs = runs;
    plan->spans = spans;
}

bool facs_warp_plan_create(const facs_env *env, const facs_validator_view *view, facs_warp_plan *plan)
{
    *plan = (facs_warp_plan){0};
    walk(view, plan);
    plan->run = facs_calloc(env, (size_t)plan->runs + 1, sizeof *plan->run);
    plan->span = facs_calloc(env, (size_t)plan->spans + 1, sizeof *plan->span);
    plan->x = facs_calloc(env, (size_t)plan->pixels + FACS_WARP_RUN, sizeof *plan->x);
    if (!plan->run || !plan->span || !plan->x)
        return false;
    walk(view, plan);
    return true;
}

void facs_warp_plan_free(const facs_env *env, facs_warp_plan *plan)
{
    facs_free(env, plan->run);
    facs_free(env, plan->span);
    facs_free(env, plan->x);
    *plan = (facs_warp_plan){0};
}
