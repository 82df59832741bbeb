/* A stream: frames in as they come, results out as they are ready, smoothed action units at the end.
 *
 *     cc stream.c $(pkg-config --cflags --libs facsimile) -o stream
 *     ffmpeg -v error -i interview.mp4 -f rawvideo -pix_fmt bgr24 - | ./stream 640 480 30
 */
#include <facsimile/facsimile.h>
#include <stdio.h>
#include <stdlib.h>

static void print_face(const facs_result *result, const facs_face *face)
{
    printf("frame %lld at %.3f s: face %d, %s, %.0f mm away, turned %.2f rad\n", (long long)result->frame,
           result->timestamp, face->face_id, face->success ? "tracked" : "lost", (double)face->pose[2],
           (double)face->pose[4]);
}

/* Everything that is ready.  FACS_AGAIN: there will be more; FACS_END: that was all. */
static facs_status pull_results(facs_session *session)
{
    const facs_result *result;
    facs_status status;
    while ((status = facs_session_pull(session, &result)) == FACS_OK)
        for (int i = 0; i < result->face_count; i++)
            print_face(result, facs_result_face(result, i));
    return status;
}

/* one frame after the other until the input ends */
static facs_status push_frames(facs_session *session, int width, int height, double rate)
{
    const size_t bytes = (size_t)width * (size_t)height * 3;
    unsigned char *pixels = malloc(bytes);
    if (!pixels)
        return FACS_E_MEMORY;
    facs_status status = FACS_AGAIN;
    const facs_picture picture = {pixels, width, height, 3 * (ptrdiff_t)width, FACS_PIXEL_BGR24};
    facs_frame frame;
    facs_frame_init(&frame, sizeof frame);
    for (int64_t number = 0; status == FACS_AGAIN && fread(pixels, 1, bytes, stdin) == bytes; number++) {
        frame.number = number;
        frame.timestamp = (double)number / rate;
        status = facs_session_push(session, &picture, &frame); /* waits while the pipeline is full */
        if (status == FACS_OK)
            status = pull_results(session);
    }
    free(pixels);
    return status == FACS_AGAIN ? facs_session_finish(session) : status;
}

/* what the whole video says about frame 0 */
static facs_status print_final_aus(facs_session *session)
{
    enum { ROOM = 128 }; /* how many there are depends on the pipeline */
    double au_r[ROOM];
    facs_status status = facs_session_final_aus(session, 0, 0, au_r, ROOM, NULL, 0);
    facs_au_info info = {.size = sizeof info};
    for (int i = 0; status == FACS_OK && facs_session_au(session, FACS_AU_INTENSITY, i, &info); i++)
        printf("%s %.2f\n", info.column, au_r[i]);
    return status;
}

static facs_status run(facs_session *session, int width, int height, double rate)
{
    facs_status status = push_frames(session, width, height, rate);
    if (status == FACS_OK)
        status = pull_results(session);
    return status == FACS_END ? print_final_aus(session) : status;
}

int main(int argc, char **argv)
{
    const int width = argc == 4 ? atoi(argv[1]) : 0, height = argc == 4 ? atoi(argv[2]) : 0;
    const double rate = argc == 4 ? atof(argv[3]) : 0;
    if (width < 1 || height < 1 || !(rate > 0)) {
        fprintf(stderr, "usage: stream WIDTH HEIGHT FRAMES_PER_SECOND <frames, B G R\n");
        return 2;
    }
    facs_models *models = NULL;
    facs_session *session = NULL;
    facs_error error;
    facs_status status = facs_models_open(NULL, &models, &error);
    if (status == FACS_OK)
        status = facs_session_create(models, NULL, &session, &error);
    if (status != FACS_OK) {
        fprintf(stderr, "%s\n", error.message);
    } else {
        status = run(session, width, height, rate);
        if (status != FACS_OK)
            fprintf(stderr, "%s\n", facs_session_message(session));
    }
    facs_session_destroy(&session);
    facs_models_close(&models);
    return status == FACS_OK ? 0 : 1;
}
