/* Results as messages of Open Sound Control, sent by UDP when a frame is done (docs/streams.md).
 *
 *     /facsimile/frame 17, /facsimile/timestamp 0.533, /facsimile/0/confidence 0.98, /facsimile/0/AU12_r 1.2 ...
 *
 * Addresses are /facsimile/COLUMN for what belongs to the frame and /facsimile/FACE/COLUMN for what belongs to one of its
 * faces, with the names of the layout; a series is one message with all its numbers ("x_0 ... x_67": /facsimile/0/x).
 * Whole numbers are int32 (i), times of frames double (d), all others float (f).  What a face lacks is not sent.
 *
 * The messages of a frame go in bundles that fit a packet of Ethernet; each begins with the number of the frame.  Their
 * time tag is when the frame was captured, or, of files, when it was done. */
#include "base/printable.h"
#include "foreign/liblo.h"
#include "sink/osc_place.h"
#include "sink/sink.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    PACKET = 1400,    /* bytes of a bundle: below what Ethernet carries in a piece, with room for tunnels */
    LARGEST = 65000,  /* of one that a long series needs */
    ADDRESS = 128,    /* bytes of an address */
    MESSAGE_HEAD = 4, /* bytes before a message in a bundle */
};
static const uint32_t since_1900 = 2208988800U; /* s from then to 1970 */
static const double fractions = 4294967296.0;   /* of a second, in a time tag */

typedef struct osc {
    facs_env env;
    facs_liblo api;
    const facs_layout *layout;
    char shown[FACS_OSC_PLACE_TEXT];
    facs_osc_socket socket;
    facs_osc_time time; /* of the frame that is sent */
    int64_t frame;
    void *bundle; /* NULL = none is begun */
    int64_t sent, failed;
    int failure; /* errno of the first */
    uint8_t packet[LARGEST];
} osc;

static facs_status check_place(const char *path, facs_error *error)
{
    facs_osc_place place;
    return facs_osc_place_read(path, &place, error);
}

/* ---- packets ---- */

static facs_osc_time tag(double since_1970)
{
    const double whole = since_1970 > 0 ? since_1970 : 0;
    const uint64_t seconds = (uint64_t)whole;
    return (facs_osc_time){.seconds = (uint32_t)(seconds + since_1900),
                           .fraction = (uint32_t)((whole - (double)seconds) * fractions)};
}

static double wall_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static facs_status no_memory(const osc *to, facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "--osc %s: out of memory", to->shown);
}

/* what cannot be sent is lost and counted: the run goes on */
static void send_packet(osc *to, size_t bytes)
{
    const int code = facs_osc_socket_send(&to->socket, to->packet, bytes);
    to->sent++;
    if (!code)
        return;
    if (to->failed++ == 0) {
        to->failure = code;
        facs_log(&to->env, FACS_LOG_WARNING, "--osc %s: cannot be sent: %s; the run goes on", to->shown,
                 strerror(code));
    }
}

static void close_bundle(osc *to)
{
    size_t bytes = to->bundle ? to->api.bundle_length(to->bundle) : 0;
    if (bytes > 0 && bytes <= sizeof to->packet && to->api.bundle_serialise(to->bundle, to->packet, &bytes))
        send_packet(to, bytes);
    if (to->bundle)
        to->api.bundle_free_messages(to->bundle);
    to->bundle = NULL;
}

static facs_status add_to_bundle(osc *to, const char *address, void *message, facs_error *error);

static facs_status open_bundle(osc *to, facs_error *error)
{
    to->bundle = to->api.bundle_new(to->time);
    void *number = to->bundle ? to->api.message_new() : NULL;
    if (!number)
        return no_memory(to, error);
    const int failed = to->frame <= INT32_MAX ? to->api.message_add_int32(number, (int32_t)to->frame)
                                              : to->api.message_add_int64(number, to->frame);
    if (!failed)
        return add_to_bundle(to, "/facsimile/frame", number, error);
    to->api.message_free(number);
    return no_memory(to, error);
}

/* takes the message */
static facs_status add_to_bundle(osc *to, const char *address, void *message, facs_error *error)
{
    if (to->api.bundle_add_message(to->bundle, address, message) == 0)
        return FACS_OK;
    to->api.message_free(message);
    return no_memory(to, error);
}

/* takes the message */
static facs_status put_message(osc *to, const char *address, void *message, facs_error *error)
{
    const size_t bytes = MESSAGE_HEAD + to->api.message_length(message, address);
    facs_status status = FACS_OK;
    if (to->bundle && to->api.bundle_length(to->bundle) + bytes > PACKET)
        close_bundle(to);
    if (!to->bundle)
        status = open_bundle(to, error);
    if (status == FACS_OK)
        return add_to_bundle(to, address, message, error);
    to->api.message_free(message);
    return status;
}

/* ---- messages ---- */

static int add_value(const facs_liblo *api, void *message, const facs_field *field, const facs_values *values, int i)
{
    switch (values->type) {
    case FACS_VALUE_INTEGER:
    case FACS_VALUE_BOOL:
        return values->integer <= INT32_MAX ? api->message_add_int32(message, (int32_t)values->integer)
                                            : api->message_add_int64(message, values->integer);
    case FACS_VALUE_F32:
        return api->message_add_float(message, values->f32[i]);
    case FACS_VALUE_F64:
        return facs_field_of_frame(field) ? api->message_add_double(message, values->f64[i])
                                          : api->message_add_float(message, (float)values->f64[i]);
    }
    return 0;
}

/* "/facsimile/0/x" */
static void name_address(char address[ADDRESS], const facs_field *field, const facs_face *face)
{
    const int length = (int)strlen(field->name) - (field->series ? 1 : 0); /* its '_' */
    if (face)
        snprintf(address, ADDRESS, "/facsimile/%d/%.*s", face->face_id, length, field->name);
    else
        snprintf(address, ADDRESS, "/facsimile/%.*s", length, field->name);
}

static bool is_there(const facs_values *values)
{
    return values->type == FACS_VALUE_F32 ? values->f32 != NULL : values->type != FACS_VALUE_F64 || values->f64;
}

static facs_status put_field(osc *to, const facs_field *field, const facs_result *result, const facs_face *face,
                             facs_error *error)
{
    char address[ADDRESS];
    const facs_values values = facs_field_values(field, result, face);
    if (!is_there(&values))
        return FACS_OK;
    void *message = to->api.message_new();
    int failed = !message;
    for (int i = 0; i < field->count && !failed; i++)
        failed = add_value(&to->api, message, field, &values, i);
    name_address(address, field, face);
    if (!failed)
        return put_message(to, address, message, error);
    if (message)
        to->api.message_free(message);
    return no_memory(to, error);
}

/* what is sent when nobody has chosen: few packets a frame */
static bool is_sent(const osc *to, const facs_field *field)
{
    switch (field->source) {
    case FACS_FROM_FRAME:   /* each packet begins with it */
    case FACS_FROM_FACE_ID: /* is in the address */
        return false;
    case FACS_FROM_LANDMARKS:
    case FACS_FROM_LANDMARKS_3D:
    case FACS_FROM_LANDMARKS_98:
    case FACS_FROM_EYES:
    case FACS_FROM_EYES_3D:
    case FACS_FROM_GLOBAL:
    case FACS_FROM_LOCAL:
        return to->layout->chosen;
    default:
        return true;
    }
}

/* the fields of the frame, or of a face */
static facs_status put_fields(osc *to, const facs_result *result, const facs_face *face, facs_error *error)
{
    facs_status status = FACS_OK;
    for (int i = 0; i < to->layout->fields && status == FACS_OK; i++) {
        const facs_field *field = &to->layout->field[i];
        if (is_sent(to, field) && facs_field_of_frame(field) == !face)
            status = put_field(to, field, result, face, error);
    }
    return status;
}

/* ---- sink ---- */

static void abandon_osc(void **state)
{
    osc *lost = *state;
    *state = NULL;
    if (!lost)
        return;
    if (lost->bundle)
        lost->api.bundle_free_messages(lost->bundle);
    facs_osc_socket_close(&lost->socket);
    facs_env env = lost->env;
    facs_free(&env, lost);
}

static facs_status open_osc(const facs_sink_place *place, void **state, facs_error *error)
{
    facs_env env = facs_env_resolve(place->env);
    facs_osc_place to;
    facs_status status = facs_osc_place_read(place->path, &to, error);
    if (status != FACS_OK)
        return status;
    osc *made = facs_calloc(&env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "--osc %s: out of memory", place->path);
    made->env = env;
    made->layout = place->layout;
    made->socket = facs_osc_socket_none;
    snprintf(made->shown, sizeof made->shown, "%s", place->path);
    void *block = made;
    status = facs_liblo_load(&made->api, error);
    if (status == FACS_OK)
        status = facs_osc_socket_open(&made->socket, &to, place->path, error);
    if (status == FACS_OK)
        *state = made;
    else
        abandon_osc(&block);
    return status;
}

static facs_status write_osc(void *state, const facs_result *result, const char *picture, facs_error *error)
{
    (void)picture;
    osc *to = state;
    to->frame = result->frame;
    to->time = tag(to->layout->live && result->captured > 0 ? result->captured : wall_clock());
    facs_status status = put_fields(to, result, NULL, error);
    for (int i = 0; i < result->face_count && status == FACS_OK; i++)
        status = put_fields(to, result, facs_result_face(result, i), error);
    if (status == FACS_OK && !to->bundle)
        status = open_bundle(to, error);
    close_bundle(to);
    return status;
}

static facs_status finish_osc(void **state, facs_error *error)
{
    (void)error;
    const osc *to = *state;
    if (to->failed > 0)
        facs_log(&to->env, FACS_LOG_WARNING, "--osc %s: %lld of %lld packets could not be sent", to->shown,
                 (long long)to->failed, (long long)to->sent);
    abandon_osc(state);
    return FACS_OK;
}

static const char *set_osc_aside(void *state)
{
    (void)state;
    return "";
}

const facs_sink facs_sink_osc = {.name = "osc",
                                 .ending = "",
                                 .meaning = "messages of Open Sound Control, to the HOST:PORT that is its path",
                                 .needs = FACS_SINK_ONLINE_AUS,
                                 .sends = true,
                                 .check = check_place,
                                 .open = open_osc,
                                 .write = write_osc,
                                 .finish = finish_osc,
                                 .set_aside = set_osc_aside,
                                 .abandon = abandon_osc};
