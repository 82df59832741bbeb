/* The file of the expert cache; see expert_cache_pack.h. */
#include "landmark/clnf/expert_cache_pack.h"

#include "landmark/clnf/fitter.h"

#include <stdio.h>
#include <string.h>

/* "<pack of the models>.experts"; facs_free */
static facs_status path_of(const facs_env *env, const facs_landmark_model *model, char **path, facs_error *error)
{
    size_t room = strlen(model->derived_path) + sizeof ".experts";
    *path = facs_calloc(env, room, 1);
    if (!*path)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the patch experts' matrices");
    snprintf(*path, room, "%s.experts", model->derived_path);
    return FACS_OK;
}

/* ---- which groups ---- */

typedef void visit(void *cookie, const facs_expert_cache_source *source);

static void visit_model(const facs_landmark_model *model, const facs_fit_params *params, visit *each, void *cookie)
{
    for (int c = 0; c < model->scales && model->scale[c].kind == FACS_PATCH_CCNF; c++) {
        const int window[] = {params->win_init[c], params->win_small[c]};
        for (int i = 0; i < 2; i++) {
            if (window[i] < FACS_WINDOW_MIN || (i > 0 && window[i] == window[0]))
                continue;
            for (int view = 0; view < model->scale[c].views; view++) {
                facs_expert_cache_source source = facs_expert_cache_source_of(model, &model->scale[c], view, window[i]);
                each(cookie, &source);
            }
        }
    }
}

/* what detecting and tracking with default settings uses; `wild` has larger windows, which are not worth the space */
static void visit_groups(const facs_landmark_model *model, visit *each, void *cookie)
{
    facs_fit_params params = facs_fit_params_main(model, false, NULL);
    visit_model(model, &params, each, cookie);
    for (int k = 0; k < model->parts; k++) {
        params = facs_fit_params_part(model->part[k].name);
        visit_model(model->part[k].model, &params, each, cookie);
    }
}

static void count_group(void *cookie, const facs_expert_cache_source *source)
{
    (void)source;
    ++*(int *)cookie;
}

/* scale, view and window are enough to know the group by; its size follows from the model */
static void walk_entry(facs_pack_walk *walk, const facs_expert_cache_source *source, const float *floats,
                       facs_pack_block *block)
{
    int view = source->view, window = source->window;
    facs_pack_int(walk, &view, source->view, source->view);
    facs_pack_int(walk, &window, source->window, source->window);
    facs_pack_later(walk, floats, block);
    facs_pack_expect(walk, block->count == facs_expert_cache_floats(source), "a group of matrices has another size");
}

/* ---- writing ---- */

typedef struct writer {
    const facs_env *env;
    facs_pack_walk walk;
    facs_spd_work *work;
    float *floats;
    size_t capacity;
} writer;

static void write_group(void *cookie, const facs_expert_cache_source *source)
{
    writer *to = cookie;
    facs_pack_block block = {.count = facs_expert_cache_floats(source)};
    if (to->walk.status != FACS_OK)
        return;
    if (block.count > to->capacity) {
        facs_free(to->env, to->floats);
        to->floats = facs_calloc(to->env, block.count, sizeof *to->floats);
        to->capacity = to->floats ? block.count : 0;
    }
    if (!to->floats || !to->work) {
        to->walk.status = facs_fail(to->walk.error, FACS_E_MEMORY, "out of memory for the patch experts' matrices");
        return;
    }
    facs_expert_cache_compute(source, facs_spd_inverse_kernels_for(to->env->cpu)->invert, to->work, to->floats);
    walk_entry(&to->walk, source, to->floats, &block);
}

facs_status facs_expert_cache_pack_write(const facs_env *env, const facs_landmark_model *model, facs_error *error)
{
    writer to = {.env = env};
    char *path;
    facs_status status = path_of(env, model, &path, error);
    if (status != FACS_OK)
        return status;
    status = facs_pack_write_begin(env, path, &to.walk, error);
    if (status == FACS_OK) {
        int count = 0;
        to.work = facs_calloc(env, 1, sizeof *to.work);
        visit_groups(model, count_group, &count);
        facs_pack_int(&to.walk, &count, 0, INT32_MAX);
        visit_groups(model, write_group, &to);
        status = facs_pack_write_end(&to.walk, model->identity);
    }
    facs_free(env, to.floats);
    facs_free(env, to.work);
    facs_free(env, path);
    return status;
}

/* ---- reading ---- */

typedef struct reader {
    facs_pack_walk walk;
    facs_expert_cache_entry *next;
} reader;

static void read_group(void *cookie, const facs_expert_cache_source *source)
{
    reader *from = cookie;
    from->next->source = *source;
    walk_entry(&from->walk, source, NULL, &from->next->block);
    from->next++;
}

static facs_status read_entries(const facs_landmark_model *model, const char *path, facs_expert_cache_pack *pack,
                                facs_error *error)
{
    reader from;
    int count = 0;
    visit_groups(model, count_group, &count);
    facs_status status = facs_pack_read_begin(&pack->env, path, model->identity, &from.walk, error);
    if (status != FACS_OK)
        return status;
    facs_pack_int(&from.walk, &pack->entries, count, count);
    pack->entry = facs_pack_structs(&from.walk, NULL, (size_t)count, sizeof *pack->entry);
    from.next = pack->entry;
    if (from.walk.status == FACS_OK)
        visit_groups(model, read_group, &from);
    return facs_pack_read_end(&from.walk, &pack->file);
}

facs_status facs_expert_cache_pack_open(const facs_env *env, const facs_landmark_model *model,
                                        facs_expert_cache_pack **pack, facs_error *error)
{
    char *path;
    int count = 0;
    *pack = NULL;
    visit_groups(model, count_group, &count);
    if (!model->derived_path || count == 0)
        return FACS_OK;
    facs_status status = path_of(env, model, &path, error);
    if (status != FACS_OK)
        return status;
    facs_expert_cache_pack *made = facs_calloc(env, 1, sizeof *made);
    if (made) {
        made->env = *env;
        status = read_entries(model, path, made, error);
    } else {
        status = facs_fail(error, FACS_E_MEMORY, "out of memory for the patch experts' matrices");
    }
    if (status == FACS_OK) {
        made->path = path;
        *pack = made;
        return FACS_OK;
    }
    facs_free(env, made);
    facs_free(env, path);
    return status;
}

void facs_expert_cache_pack_close(facs_expert_cache_pack **pack)
{
    facs_expert_cache_pack *old = *pack;
    *pack = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    facs_pack_close(&old->file);
    facs_free(&env, old->path);
    facs_free(&env, old);
}
