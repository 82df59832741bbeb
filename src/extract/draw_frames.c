/* Outputs that are drawn; see draw_frames.h.  Reading again has two threads, where the run may have them: one reads, one
 * draws and encodes. */
#include "base/thread.h"
#include "extract/lanes.h"
#include "extract/run.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { PICTURE_RATE = 30 /* a second, of pictures without one */, RATE_STEPS = 1000000, SLOTS = 3, AU_NAME = 16 };

/* ---- what is known of the frames ---- */

static bool is_readable_again(const facs_run *run)
{
    struct stat info;
    if (run->info->kind != FACS_MEDIA_VIDEO)
        return true;
    return run->env.read_file ||
           (strcmp(run->input, "-") != 0 && stat(run->input, &info) == 0 && S_ISREG(info.st_mode));
}

void facs_run_plan_drawing(facs_run *run, const facs_output *wanted, int count)
{
    run->drawing.wanted = facs_outputs_want(wanted, count, FACS_SINK_SECOND_DECODE);
    run->drawing.readable_again = run->drawing.wanted && is_readable_again(run);
}

/* "AU01L" from "AU01L_r" */
static facs_status list_names(facs_run *run, facs_error *error)
{
    facs_draw_frames *drawing = &run->drawing;
    facs_au_info info = {.size = sizeof info};
    int count = 0;
    while (facs_session_au(run->session, FACS_AU_INTENSITY, count, &info))
        count++;
    drawing->au_names = facs_calloc(&run->env, (size_t)count + 1, sizeof *drawing->au_names + AU_NAME);
    if (!drawing->au_names)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", run->input);
    char *text = (char *)(drawing->au_names + count + 1);
    for (int i = 0; i < count && facs_session_au(run->session, FACS_AU_INTENSITY, i, &info); i++, text += AU_NAME) {
        snprintf(text, AU_NAME, "%.*s", (int)strcspn(info.column, "_"), info.column);
        drawing->au_names[i] = text;
    }
    drawing->frames.au_names = drawing->au_names;
    drawing->frames.au_count = count;
    return FACS_OK;
}

static void set_rate(facs_sink_frames *frames, const facs_run *run)
{
    const double pictures = run->options.rate;
    frames->rate_num = run->info->rate_num;
    frames->rate_den = run->info->rate_den;
    if (run->info->kind == FACS_MEDIA_VIDEO)
        return;
    frames->rate_num = pictures > 0 ? (int)lround(pictures * RATE_STEPS / fmax(1, pictures)) : PICTURE_RATE;
    frames->rate_den = pictures > 0 ? (int)lround(RATE_STEPS / fmax(1, pictures)) : 1;
}

facs_status facs_run_describe_frames(facs_run *run, facs_error *error)
{
    facs_draw_frames *drawing = &run->drawing;
    const facs_extract_options *given = &run->options;
    const facs_media_info *info = run->info;
    if (!drawing->wanted)
        return FACS_OK;
    const bool video = info->kind == FACS_MEDIA_VIDEO;
    const bool persons = run->layout->rows == FACS_ROWS_ONE || facs_layout_has(run->layout, FACS_FROM_PERSON);
    const bool late = persons && !run->models->pipeline.au->final_at_once;
    const bool online = run->calibrate_to == FACS_TO_ONLINE;
    drawing->provisional = late && (online || !drawing->readable_again) && facs_session_shape(run->session).au_r > 0;
    drawing->frames = (facs_sink_frames){.width = info->width,
                                         .height = info->height,
                                         .tick_num = video ? info->tick_num : 0,
                                         .tick_den = video ? info->tick_den : 0,
                                         .aspect_num = info->aspect_num,
                                         .aspect_den = info->aspect_den,
                                         .from = video ? given->start : 0,
                                         .shown_start = info->shown_start,
                                         .last_repeats = given->every > 1 || given->fps > 0,
                                         .sound = video && drawing->readable_again ? run->input : NULL,
                                         .cut_sound = given->max_frames > 0 || given->end > 0,
                                         .camera = given->camera,
                                         .provisional = drawing->provisional};
    set_rate(&drawing->frames, run);
    if (!drawing->readable_again)
        facs_log(&run->env, FACS_LOG_WARNING, "%s: cannot be read twice, so the overlay has no sound%s", run->input,
                 drawing->provisional ? ", and its action units are those while it runs (on-line)" : "");
    return list_names(run, error);
}

void facs_run_end_drawing(facs_run *run)
{
    facs_draw_frames *drawing = &run->drawing;
    for (int i = 0; i < drawing->room; i++)
        facs_pixels_free(&run->env, &drawing->waiting[i].pixels);
    facs_free(&run->env, drawing->waiting);
    facs_free(&run->env, drawing->au_names);
    *drawing = (facs_draw_frames){.wanted = false};
}

/* ---- at once ---- */

static bool draws_at_once(const facs_run *run)
{
    return run->drawing.wanted && !(run->spool && run->drawing.readable_again);
}

/* room for one more; frames keep their memory */
static bool make_room(facs_run *run)
{
    facs_draw_frames *drawing = &run->drawing;
    const size_t size = sizeof *drawing->waiting, had = (size_t)drawing->room;
    if (drawing->count < drawing->room)
        return true;
    facs_waiting_frame *grown = facs_calloc(&run->env, 2 * had + 2, size);
    if (!grown)
        return false;
    for (int i = 0; i < drawing->room; i++)
        grown[i] = drawing->waiting[(drawing->first + i) % drawing->room];
    facs_free(&run->env, drawing->waiting);
    drawing->waiting = grown;
    drawing->first = 0;
    drawing->room = 2 * drawing->room + 2;
    return true;
}

static facs_status copy_pixels(facs_run *run, const facs_pixels *from, facs_pixels *to)
{
    const facs_image image = facs_pixels_view(from);
    const facs_view view = facs_image_need_all(&image);
    facs_status status = facs_pixels_resize(&run->env, to, view.width, view.height, 3);
    for (int y = 0; y < view.height && status == FACS_OK; y++)
        memcpy(to->data + y * to->stride, view.data + y * view.stride, 3 * (size_t)view.width);
    return status;
}

facs_status facs_run_keep_frame(facs_run *run, const facs_pixels *pixels, const facs_media_frame *at, facs_error *error)
{
    facs_draw_frames *drawing = &run->drawing;
    if (!draws_at_once(run))
        return FACS_OK;
    facs_status status = make_room(run) ? FACS_OK : FACS_E_MEMORY;
    if (status == FACS_OK) {
        facs_waiting_frame *kept = &drawing->waiting[(drawing->first + drawing->count) % drawing->room];
        kept->at = *at;
        kept->unreadable = !pixels;
        status = pixels ? copy_pixels(run, pixels, &kept->pixels) : FACS_OK;
        drawing->count += status == FACS_OK;
    }
    return status == FACS_OK ? FACS_OK
                             : facs_fail(error, status, "%s: out of memory for frames to be drawn on", run->input);
}

facs_status facs_run_draw_kept(facs_run *run, const facs_result *result, const facs_picture_names *picture,
                               facs_error *error)
{
    facs_draw_frames *drawing = &run->drawing;
    if (!draws_at_once(run) || drawing->count == 0)
        return FACS_OK;
    facs_waiting_frame *kept = &drawing->waiting[drawing->first];
    const facs_image image = facs_pixels_view(&kept->pixels);
    drawing->first = (drawing->first + 1) % drawing->room;
    drawing->count--;
    return facs_outputs_draw(run->outputs, result, picture, kept->unreadable ? NULL : &image, &kept->at, error);
}

/* ---- again ---- */

typedef struct redrawn {
    facs_pixels pixels;
    facs_media_frame at;
    bool unreadable;
    facs_face_store store;
} redrawn;

typedef struct again {
    facs_run *run;
    facs_env quiet; /* what is wrong with the input was said the first time */
    facs_media *media;
    facs_lanes *lanes;
    redrawn slot[SLOTS];
} again;

static facs_status draw_slot(void *cookie, int lane, int slot, facs_error *error)
{
    (void)lane;
    again *work = cookie;
    const redrawn *one = &work->slot[slot];
    const facs_image image = facs_pixels_view(&one->pixels);
    return facs_outputs_draw(work->run->outputs, &one->store.result, NULL, one->unreadable ? NULL : &image, &one->at,
                             error);
}

/* the frame a result is of */
static facs_status read_frame_of(again *work, redrawn *one, facs_error *error)
{
    facs_run *run = work->run;
    const int64_t number = one->store.result.frame;
    facs_status status = FACS_OK;
    facs_error why = {0};
    do {
        status = facs_media_read(work->media, &one->pixels, &one->at, &why);
        one->unreadable = status != FACS_OK && one->at.name && facs_unreadable_is(status);
    } while ((status == FACS_OK || one->unreadable) && one->at.number < number);
    if ((status == FACS_OK || one->unreadable) && one->at.number == number)
        return FACS_OK;
    if (status != FACS_OK && status != FACS_END)
        return facs_fail(error, status, "%s", why.message);
    return facs_fail(error, FACS_E_MEDIA, "%s: has no frame %lld when it is read again: it was changed meanwhile",
                     run->input, (long long)number);
}

static facs_status draw_all(again *work, facs_error *error)
{
    facs_run *run = work->run;
    facs_status status = facs_spool_rewind(run->spool, error);
    for (int64_t index = 0; status == FACS_OK && !run->drawing.stopped; index++) {
        redrawn *one = &work->slot[facs_lanes_claim(work->lanes)];
        status = facs_lanes_check(work->lanes, error);
        if (status == FACS_OK)
            status = facs_run_next_final(run, index, &one->store, error);
        if (status == FACS_OK)
            status = read_frame_of(work, one, error);
        if (status != FACS_OK)
            break;
        facs_lanes_submit(work->lanes);
        run->drawing.drawn++;
        facs_run_report(run, false);
    }
    const bool complete = status == FACS_END || status == FACS_OK;
    return complete ? facs_lanes_drain(work->lanes, error) : status;
}

facs_status facs_run_draw_again(facs_run *run, facs_error *error)
{
    if (!run->drawing.wanted || draws_at_once(run))
        return FACS_OK;
    again work = {.run = run, .quiet = run->env};
    work.quiet.log = NULL;
    work.quiet = facs_env_resolve(&work.quiet);
    const facs_face_shape shape = facs_session_shape(run->session);
    for (int i = 0; i < SLOTS; i++)
        facs_face_store_init(&work.slot[i].store, &run->env, &shape);
    const facs_media_options options = facs_run_media_options(run);
    const bool threads = facs_thread_count(run->options.threads) > 1;
    int64_t lap = facs_lap_start(facs_run_times(run));
    facs_status status = facs_media_open_as(&work.quiet, run->input, &options, &work.media, error);
    if (status == FACS_OK)
        status = facs_lanes_create(&run->env, 1, threads ? SLOTS : 1, threads, draw_slot, &work, &work.lanes, error);
    if (status == FACS_OK)
        status = draw_all(&work, error);
    facs_lanes_destroy(&work.lanes);
    facs_media_close(&work.media);
    for (int i = 0; i < SLOTS; i++) {
        facs_face_store_free(&work.slot[i].store);
        facs_pixels_free(&work.quiet, &work.slot[i].pixels);
    }
    facs_lap(facs_run_times(run), FACS_STAGE_WRITE, &lap);
    return status;
}
