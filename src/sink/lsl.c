/* Results as a stream of the Lab Streaming Layer: an outlet whose samples are rows, sent when a frame is done
 * (docs/streams.md).
 *
 * Channels are all columns of the layout as 64-bit numbers, with name, unit and meaning of the schema in the description
 * of the stream, as XDF files keep it: desc/channels/channel/{label,unit,type,...}.  What a face lacks is NaN.
 *
 * Time of a sample, by LSL's clock: live, when its frame was captured; else of the first frame, when it was done, plus
 * how much later by the file the frame is; of pictures, when they were done.  Several faces of a frame are samples with
 * the same time. */
#include "base/printable.h"
#include "foreign/liblsl.h"
#include "sink/sink.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* s to wait for: the first receiver, when there is a file to send; receivers of the last samples.  Liblsl tells nobody
 * when a sample has arrived, and drops those on their way when an outlet is closed. */
static const double wait_first = 5, wait_last = 2;

enum { TEXT = 256 };

typedef struct lsl {
    facs_env env;
    facs_liblsl api;
    const facs_layout *layout;
    char name[TEXT];
    void *outlet;
    bool begun;
    double clock, timestamp; /* of the first result, by both clocks */
    double sample[];
} lsl;

static facs_status check_name(const char *path, facs_error *error)
{
    char name[TEXT];
    if (strlen(path) >= sizeof name)
        return facs_fail(error, FACS_E_ARGUMENT, "--lsl: a name has at most %d bytes", TEXT - 1);
    snprintf(name, sizeof name, "%s", path);
    facs_make_printable(name);
    if (!name[0] || strcmp(name, path) != 0 || strpbrk(name, "\n\r\t"))
        return facs_fail(error, FACS_E_ARGUMENT, "--lsl: '%s' is no name for a stream: letters in UTF-8 are", name);
    return FACS_OK;
}

/* ---- what the stream says of itself ---- */

/* what kind of number it is: words of --columns, or what else there is */
static const char *type_of(const facs_field *field)
{
    switch (field->source) {
    case FACS_FROM_CONFIDENCE:
    case FACS_FROM_SUCCESS:
        return "quality";
    case FACS_FROM_LANDMARKS_98:
        return "2d";
    case FACS_FROM_EMOTION:
        return "emotion";
    default:
        return facs_schema_choice(field->source)[0] ? facs_schema_choice(field->source) : "row";
    }
}

static void describe_channels(const facs_liblsl *api, void *description, const facs_layout *layout)
{
    char label[TEXT];
    void *channels = api->append_child(description, "channels");
    for (int i = 0; i < layout->fields; i++) {
        const facs_field *field = &layout->field[i];
        for (int j = 0; j < field->count; j++) {
            snprintf(label, sizeof label, field->series ? "%s%d" : "%s", field->name, j);
            void *channel = api->append_child(channels, "channel");
            api->append_child_value(channel, "label", label);
            api->append_child_value(channel, "unit", field->unit);
            api->append_child_value(channel, "type", type_of(field));
            api->append_child_value(channel, "description", field->meaning);
            api->append_child_value(channel, "coordinate_frame", field->frame);
        }
    }
}

static void describe_acquisition(const facs_liblsl *api, void *description, const facs_layout *layout)
{
    char rate[TEXT] = "";
    const bool stated = layout->rate_num > 0 && layout->rate_den > 0;
    if (stated)
        snprintf(rate, sizeof rate, "%.6f", (double)layout->rate_num / layout->rate_den);
    void *acquisition = api->append_child(description, "acquisition");
    api->append_child_value(acquisition, "manufacturer", "facsimile");
    api->append_child_value(acquisition, "model", layout->pipeline ? layout->pipeline : "");
    api->append_child_value(acquisition, "version", facs_version());
    api->append_child_value(acquisition, "frame_rate", rate);
    api->append_child_value(acquisition, "timestamps",
                            layout->live                       ? "capture"
                            : layout->rows == FACS_ROWS_STILLS ? "done"
                                                               : "start of the run + time in the file");
}

/* Programs that read recordings space samples evenly when a stream states a rate, whatever times they have: files of
 * variable rate and dropped frames would get wrong ones. */
static const double irregular = 0;

static facs_status make_outlet(lsl *made, int channels, facs_error *error)
{
    const facs_liblsl *api = &made->api;
    char host[TEXT] = "", source[2 * TEXT + sizeof "facsimile//"];
    if (gethostname(host, sizeof host - 1) != 0)
        host[0] = '\0';
    snprintf(source, sizeof source, "facsimile/%s/%s", host, made->name);
    void *info = api->create_streaminfo(made->name, "FACS", channels, irregular, FACS_LSL_DOUBLE, source);
    if (info) {
        void *description = api->get_desc(info);
        describe_channels(api, description, made->layout);
        describe_acquisition(api, description, made->layout);
        made->outlet = api->create_outlet(info, 0, FACS_LSL_BUFFER);
        api->destroy_streaminfo(info);
    }
    if (made->outlet)
        return FACS_OK;
    return facs_fail(error, FACS_E_OUTPUT,
                     "--lsl %s: liblsl cannot open the stream; does this machine let programs use its network?",
                     made->name);
}

/* ---- sink ---- */

static void abandon_lsl(void **state)
{
    lsl *lost = *state;
    *state = NULL;
    if (!lost)
        return;
    if (lost->outlet)
        lost->api.destroy_outlet(lost->outlet);
    facs_env env = lost->env;
    facs_free(&env, lost);
}

static facs_status open_lsl(const facs_sink_place *place, void **state, facs_error *error)
{
    facs_env env = facs_env_resolve(place->env);
    int channels = 0;
    for (int i = 0; i < place->layout->fields; i++)
        channels += place->layout->field[i].count;
    facs_status status = check_name(place->path, error);
    if (status != FACS_OK)
        return status;
    lsl *made = facs_calloc(&env, 1, sizeof *made + (size_t)channels * sizeof made->sample[0]);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "--lsl %s: out of memory", place->path);
    made->env = env;
    made->layout = place->layout;
    snprintf(made->name, sizeof made->name, "%s", place->path);
    void *block = made;
    status = facs_liblsl_load(&made->api, error);
    if (status == FACS_OK)
        status = make_outlet(made, channels, error);
    if (status == FACS_OK)
        *state = made;
    else
        abandon_lsl(&block);
    return status;
}

/* results of a file may be over before a receiver has found the stream */
static void wait_for_somebody(const lsl *to)
{
    if (to->api.have_consumers(to->outlet))
        return;
    facs_log(&to->env, FACS_LOG_INFO, "--lsl %s: waits up to %.0f s for a receiver", to->name, wait_first);
    if (!to->api.wait_for_consumers(to->outlet, wait_first))
        facs_log(&to->env, FACS_LOG_WARNING, "--lsl %s: nobody receives the stream; results that are sent are lost",
                 to->name);
}

static double time_of(lsl *to, const facs_result *result)
{
    const double now = to->api.local_clock();
    if (to->layout->live)
        return now - result->latency;
    if (to->layout->rows == FACS_ROWS_STILLS)
        return now;
    if (!to->begun) {
        to->clock = now;
        to->timestamp = result->timestamp;
    }
    return to->clock + (result->timestamp - to->timestamp);
}

static double *put_values(double *at, const facs_field *field, const facs_values *values)
{
    for (int i = 0; i < field->count; i++) {
        const bool integer = values->type == FACS_VALUE_INTEGER || values->type == FACS_VALUE_BOOL;
        if (integer)
            *at++ = (double)values->integer;
        else if (values->type == FACS_VALUE_F32)
            *at++ = values->f32 ? (double)values->f32[i] : (double)NAN;
        else
            *at++ = values->f64 ? values->f64[i] : (double)NAN;
    }
    return at;
}

static facs_status write_lsl(void *state, const facs_result *result, const char *picture, facs_error *error)
{
    (void)picture;
    lsl *to = state;
    if (!to->begun && !to->layout->live)
        wait_for_somebody(to);
    const double time = time_of(to, result);
    to->begun = true;
    for (int i = 0; i < result->face_count; i++) {
        double *at = to->sample;
        for (int j = 0; j < to->layout->fields; j++) {
            const facs_field *field = &to->layout->field[j];
            const facs_values values = facs_field_values(field, result, facs_result_face(result, i));
            at = put_values(at, field, &values);
        }
        if (to->api.push_sample_dtp(to->outlet, to->sample, time, 1) != 0)
            return facs_fail(error, FACS_E_OUTPUT, "--lsl %s: liblsl does not take a sample", to->name);
    }
    return FACS_OK;
}

static facs_status finish_lsl(void **state, facs_error *error)
{
    (void)error;
    const lsl *to = *state;
    const double start = to->api.local_clock();
    const struct timespec step = {.tv_nsec = 10000000};
    while (to->begun && to->api.have_consumers(to->outlet) && to->api.local_clock() - start < wait_last)
        nanosleep(&step, NULL);
    abandon_lsl(state);
    return FACS_OK;
}

static const char *set_lsl_aside(void *state)
{
    (void)state;
    return "";
}

const facs_sink facs_sink_lsl = {.name = "lsl",
                                 .ending = "",
                                 .meaning = "a stream of the Lab Streaming Layer, of the name that is its path",
                                 .needs = FACS_SINK_ONLINE_AUS,
                                 .sends = true,
                                 .check = check_name,
                                 .open = open_lsl,
                                 .write = write_lsl,
                                 .finish = finish_lsl,
                                 .set_aside = set_lsl_aside,
                                 .abandon = abandon_lsl};
