/* See mirror_side.h.
 *
 * The session finds the face of the mirrored picture by itself.  When there are several, it may be another one than the
 * one that was mirrored: the latter has its middle on the midline.  In a picture that face is chosen; in a video, where
 * one face is tracked, a frame with another one counts as not measured. */
#include "extract/mirror_side.h"

#include "base/hypot.h"
#include "extract/kept.h"
#include "session/session.h"

#include <math.h>
#include <string.h>

enum { MIDLINES = FACS_SESSION_UNPULLED + 8 /* frames on their way, at most */ };
/* a face whose middle is further from the midline than that is another one; widths of the face */
static const double off_most = 0.5;

struct facs_mirror_side {
    facs_env env;
    facs_side_options options;
    facs_session *session;
    facs_layout *layout;
    const facs_sink *sink;
    void *csv;
    bool open; /* the CSV */
    facs_spool *spool;
    facs_face_store store; /* of the replay */
    facs_midline midline[MIDLINES];
    int64_t pushed, pulled, replayed, elsewhere;
};

static facs_status session_failed(const facs_mirror_side *side, facs_status status, facs_error *error)
{
    return facs_fail(error, status, "%s: frame %lld: %s", side->options.input, (long long)side->pulled + 1,
                     facs_session_message(side->session));
}

/* ---- life ---- */

static bool list_au(const void *session, facs_au_kind kind, int index, facs_au_info *info)
{
    return facs_session_au(session, kind, index, info);
}

static facs_status open_session(facs_mirror_side *side, facs_models *models, facs_error *error)
{
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    options.env = &side->env;
    options.image = side->options.still;
    options.threads = side->options.threads;
    options.final_aus_only = true;
    return facs_session_create(models, &options, &side->session, error);
}

static facs_status open_files(facs_mirror_side *side, facs_error *error)
{
    const facs_face_shape shape = facs_session_shape(side->session);
    facs_face_store_init(&side->store, &side->env, &shape);
    side->layout = facs_layout_create(&side->env, side->options.still ? FACS_ROWS_STILLS : FACS_ROWS_ONE, &shape,
                                      list_au, side->session);
    char *folder = facs_path_dirname(&side->env, side->options.path);
    facs_status status =
        side->layout && folder ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", side->options.input);
    if (status == FACS_OK)
        status = facs_layout_choose(side->layout, NULL, error);
    if (status == FACS_OK)
        status = facs_spool_create(&side->env, side->options.path, folder, &side->spool, error);
    facs_free(&side->env, folder);
    const facs_sink_place place = {.env = &side->env, .path = side->options.path, .layout = side->layout};
    side->sink = facs_sink_find("csv");
    if (status == FACS_OK)
        status = side->sink->open(&place, &side->csv, error);
    side->open = status == FACS_OK;
    return status;
}

facs_status facs_mirror_side_open(const facs_env *env, facs_models *models, const facs_side_options *options,
                                  facs_mirror_side **side, facs_error *error)
{
    facs_mirror_side *made = facs_calloc(env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", options->input);
    made->env = *env;
    made->options = *options;
    *side = made;
    facs_status status = open_session(made, models, error);
    return status == FACS_OK ? open_files(made, error) : status;
}

void facs_mirror_side_close(facs_mirror_side **address)
{
    facs_mirror_side *side = *address;
    *address = NULL;
    if (!side)
        return;
    if (side->open)
        side->sink->abandon(&side->csv);
    if (side->spool)
        facs_spool_destroy(&side->spool);
    if (side->session)
        facs_face_store_free(&side->store);
    facs_session_destroy(&side->session);
    facs_env env = side->env;
    facs_free(&env, side->layout);
    facs_free(&env, side);
}

bool facs_mirror_side_unit(const facs_mirror_side *side, int index, facs_side_unit *unit)
{
    facs_au_info info = {.size = sizeof info};
    for (int i = 0, met = 0; facs_session_au(side->session, FACS_AU_INTENSITY, i, &info); i++) {
        if (info.side != FACS_SIDE_BOTH || met++ != index)
            continue;
        *unit = (facs_side_unit){.index = {i, i}};
        strncpy(unit->name, info.name, sizeof unit->name - 1);
        return true;
    }
    return false;
}

/* ---- frames ---- */

/* how far the middle of the face is from the midline, in widths of the face */
static double distance(const facs_face *face, const facs_midline *midline)
{
    const int count = face->landmark_count;
    if (!midline->known || count < 1)
        return 0;
    const double dx = midline->chin[0] - midline->glabella[0], dy = midline->chin[1] - midline->glabella[1];
    double sum = 0, least = INFINITY, most = -INFINITY;
    for (int i = 0; i < count; i++) { /* across the midline */
        const double x = (double)face->landmarks[i] - midline->glabella[0];
        const double y = (double)face->landmarks[count + i] - midline->glabella[1];
        const double t = (x * dy - y * dx) / facs_hypot(dx, dy);
        sum += t;
        least = fmin(least, t);
        most = fmax(most, t);
    }
    const double off = fabs(sum / count) / (most - least);
    return isfinite(off) ? off : INFINITY;
}

/* the face that was mirrored; -1 = it was not measured */
static int64_t choose(facs_mirror_side *side, const facs_result *result, const facs_midline *midline)
{
    int64_t best = -1;
    double least = INFINITY;
    bool other = false;
    for (int i = 0; i < result->face_count; i++) {
        const facs_face *face = facs_result_face(result, i);
        if (!face->success && !side->options.still)
            continue;
        const double off = distance(face, midline);
        other = other || off > off_most;
        if (off <= off_most && off < least) {
            least = off;
            best = i;
        }
    }
    side->elsewhere += best < 0 && other;
    return best;
}

static facs_status keep(facs_mirror_side *side, const facs_result *result, facs_error *error)
{
    const facs_midline *midline = &side->midline[side->pulled % MIDLINES];
    const facs_side_frame frame = {.face = choose(side, result, midline),
                                   .yaw = midline->has_yaw ? midline->yaw : NAN,
                                   .quality = midline->has_yaw ? midline->quality : NAN};
    void *record;
    facs_status status = facs_kept_add(side->spool, result, error);
    if (status == FACS_OK)
        status = facs_spool_add(side->spool, sizeof frame, &record, error);
    if (status == FACS_OK)
        memcpy(record, &frame, sizeof frame);
    side->pulled++;
    return status;
}

/* everything that is ready */
static facs_status pull(facs_mirror_side *side, facs_error *error)
{
    const facs_result *result;
    facs_status status;
    while ((status = facs_session_pull(side->session, &result)) == FACS_OK) {
        status = keep(side, result, error);
        if (status != FACS_OK)
            return status;
    }
    return status == FACS_AGAIN || status == FACS_END ? FACS_OK : session_failed(side, status, error);
}

facs_status facs_mirror_side_push(facs_mirror_side *side, const facs_pixels *picture, const facs_media_frame *at,
                                  const facs_midline *midline, facs_error *error)
{
    const facs_image image = facs_pixels_view(picture);
    const facs_view view = facs_image_need_all(&image);
    const facs_picture pushed = {view.data, view.width, view.height, view.stride, FACS_PIXEL_BGR24};
    const facs_frame frame = {.size = sizeof frame,
                              .number = at->number,
                              .timestamp = at->timestamp,
                              .ticks = at->time.ticks,
                              .tick_num = at->time.num,
                              .tick_den = at->time.den};
    side->midline[side->pushed++ % MIDLINES] = *midline;
    facs_status status = facs_session_push(side->session, &pushed, &frame);
    return status == FACS_OK ? pull(side, error) : session_failed(side, status, error);
}

facs_status facs_mirror_side_end(facs_mirror_side *side, facs_error *error)
{
    facs_status status = facs_session_finish(side->session);
    if (status != FACS_OK)
        return session_failed(side, status, error);
    status = pull(side, error);
    return status == FACS_OK ? facs_spool_rewind(side->spool, error) : status;
}

/* ---- replay ---- */

/* of a picture with several faces only the one that was mirrored is left */
static void leave_one(facs_face_store *store, int64_t face)
{
    if (face > 0) {
        const facs_face_slot first = store->slots[0];
        store->slots[0] = store->slots[face];
        store->slots[face] = first;
    }
    store->result.face_count = face >= 0;
}

static facs_status finish_face(facs_mirror_side *side, facs_face_slot *slot, facs_error *error)
{
    const facs_face_shape *shape = &slot->shape;
    if (shape->au_r + shape->au_c == 0)
        return FACS_OK;
    facs_status status =
        facs_session_final_aus(side->session, 0, side->replayed, slot->au_r, shape->au_r, slot->au_c, shape->au_c);
    slot->face.has_aus = true;
    return status == FACS_OK
               ? FACS_OK
               : facs_fail(error, status, "%s: %s", side->options.input, facs_session_message(side->session));
}

facs_status facs_mirror_side_next(facs_mirror_side *side, const facs_result **result, facs_side_frame *frame,
                                  const double **values, facs_error *error)
{
    facs_face_store *store = &side->store;
    const void *record;
    size_t size;
    facs_status status = facs_kept_next(side->spool, store, error);
    if (status == FACS_OK)
        status = facs_spool_next(side->spool, &record, &size, error);
    if (status != FACS_OK)
        return status;
    memcpy(frame, record, sizeof *frame);
    if (side->options.still) {
        leave_one(store, frame->face);
        frame->face = frame->face >= 0 ? 0 : -1;
    }
    for (int i = 0; i < store->result.face_count && !side->options.still && status == FACS_OK; i++)
        status = finish_face(side, &store->slots[i], error);
    if (status == FACS_OK)
        status = side->sink->write(side->csv, &store->result, NULL, error);
    side->replayed++;
    *result = &store->result;
    *values = frame->face >= 0 ? store->slots[frame->face].au_r : NULL;
    return status;
}

int64_t facs_mirror_side_elsewhere(const facs_mirror_side *side)
{
    return side->elsewhere;
}

facs_status facs_mirror_side_commit(facs_mirror_side *side, facs_error *error)
{
    side->open = false;
    return side->sink->finish(&side->csv, error);
}
