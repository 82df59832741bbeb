/* See page_text.h. */
#include "live/page_text.h"

#include <math.h>
#include <string.h>

/* Without JSON's own line breaks and what follows them; those of texts are escaped. */
static void on_one_line(facs_json *json)
{
    size_t kept = 0;
    bool skips = false;
    for (size_t i = 0; i < json->length; i++) {
        skips = json->text[i] == '\n' || (skips && json->text[i] == ' ');
        if (!skips)
            json->text[kept++] = json->text[i];
    }
    json->length = kept;
}

static double rounded(double value, double steps)
{
    return floor(value * steps + 0.5) / steps;
}

/* ---- what runs ---- */

static void put_units(facs_json *json, const facs_session *session)
{
    facs_au_info info = {.size = sizeof info};
    facs_json_begin(json, "units", '[');
    for (int i = 0; facs_session_au(session, FACS_AU_INTENSITY, i, &info); i++) {
        facs_json_begin(json, NULL, '{');
        facs_json_text(json, "name", info.column);
        facs_json_text(json, "unit", info.name);
        facs_json_text(json, "side",
                       info.side == FACS_SIDE_LEFT    ? "left"
                       : info.side == FACS_SIDE_RIGHT ? "right"
                                                      : "");
        facs_json_text(json, "meaning", info.meaning);
        facs_json_end(json, '}');
    }
    facs_json_end(json, ']');
}

void facs_page_put_hello(facs_json *json, const facs_page_hello *hello)
{
    facs_json_begin(json, NULL, '{');
    facs_json_text(json, "version", facs_version());
    facs_json_text(json, "source", hello->source);
    facs_json_text(json, "pipeline", hello->pipeline);
    facs_json_text(json, "folder", hello->folder);
    facs_json_bool(json, "several", hello->several);
    facs_json_bool(json, "learns", hello->learns);
    put_units(json, hello->session);
    facs_json_end(json, '}');
    on_one_line(json);
}

/* ---- how it goes ---- */

static void put_recording(facs_json *json, const facs_page_state *state)
{
    facs_json_begin(json, "recording", '{');
    facs_json_bool(json, "on", state->recording != NULL);
    facs_json_text(json, "name", state->recording ? state->recording : state->recorded);
    facs_json_number(json, "seconds", rounded(state->recorded_seconds, 10));
    facs_json_integer(json, "rows", state->recorded_rows);
    facs_json_integer(json, "lost", state->recorded_lost);
    facs_json_end(json, '}');
}

void facs_page_put_state(facs_json *json, const facs_page_state *state)
{
    static const char *const states[] = {"opening", "running", "waiting", "over"};
    static const char *const calibrations[] = {"none", "online", "learning", "known"};
    const facs_live_statistics *now = state->statistics;
    facs_json_begin(json, NULL, '{');
    facs_json_text(json, "state", now->state >= 0 && now->state <= FACS_LIVE_OVER ? states[now->state] : "");
    facs_json_integer(json, "width", now->width);
    facs_json_integer(json, "height", now->height);
    facs_json_integer(json, "frames", now->frames);
    facs_json_integer(json, "results", now->results);
    facs_json_integer(json, "dropped", now->dropped);
    facs_json_integer(json, "lost", now->lost);
    facs_json_number(json, "seconds", rounded(now->seconds, 10));
    facs_json_number(json, "in", rounded(now->in_rate, 10));
    facs_json_number(json, "out", rounded(now->out_rate, 10));
    facs_json_number(json, "median", rounded(now->latency_median, 1e4));
    facs_json_number(json, "p99", rounded(now->latency_p99, 1e4));
    facs_json_number(json, "wait", rounded(now->wait, 10));
    facs_json_number(json, "seen", rounded(now->person_seen, 10));
    facs_json_text(json, "source_trouble", now->trouble);
    facs_json_text(json, "calibration", calibrations[state->calibration]);
    facs_json_number(json, "left", rounded(state->learning_left, 10));
    facs_json_text(json, "trouble", state->trouble);
    put_recording(json, state);
    facs_json_end(json, '}');
    on_one_line(json);
}

/* ---- a frame ---- */

static void find_face(facs_frame_face *to, const facs_face *from)
{
    to->person = from->person >= 0 ? from->person : from->face_id;
    to->success = from->success;
    to->confidence = from->confidence;
    to->gaze[0] = from->has_eyes ? from->gaze_angle[0] : NAN;
    to->gaze[1] = from->has_eyes ? from->gaze_angle[1] : NAN;
    to->points = from->landmark_count == FACS_FRAME_POINTS ? FACS_FRAME_POINTS : 0;
    if (to->points)
        memcpy(to->point, from->landmarks, sizeof to->point);
}

void facs_page_find(facs_frame_found *found, int64_t number, const facs_result *result)
{
    found->number = number;
    found->captured = result->captured;
    found->latency = result->latency;
    found->width = result->width;
    found->height = result->height;
    found->faces = result->face_count < FACS_FRAME_FACES ? result->face_count : FACS_FRAME_FACES;
    for (int i = 0; i < found->faces; i++)
        find_face(&found->face[i], facs_result_face(result, i));
}

static void put_frame_face(facs_json *json, const facs_frame_face *face)
{
    facs_json_begin(json, NULL, '{');
    facs_json_integer(json, "id", face->person);
    facs_json_bool(json, "ok", face->success);
    facs_json_begin(json, "gaze", '[');
    facs_json_number(json, NULL, rounded(face->gaze[0], 1e3));
    facs_json_number(json, NULL, rounded(face->gaze[1], 1e3));
    facs_json_end(json, ']');
    facs_json_begin(json, "xy", '[');
    for (int i = 0; i < 2 * face->points; i++)
        facs_json_number(json, NULL, rounded(face->point[i], 10));
    facs_json_end(json, ']');
    facs_json_end(json, '}');
}

void facs_page_put_frame(facs_json *json, const facs_frame_found *found)
{
    facs_json_begin(json, NULL, '{');
    facs_json_integer(json, "n", found->number);
    facs_json_exact(json, "captured", found->captured);
    facs_json_number(json, "latency", found->latency);
    facs_json_integer(json, "width", found->width);
    facs_json_integer(json, "height", found->height);
    facs_json_begin(json, "faces", '[');
    for (int i = 0; i < found->faces; i++)
        put_frame_face(json, &found->face[i]);
    facs_json_end(json, ']');
    facs_json_end(json, '}');
    on_one_line(json);
}
