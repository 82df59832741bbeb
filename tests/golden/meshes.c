/* Meshes of the faces in videos and pictures, for meshes.py and for whoever measures:
 *
 *     meshes PIPELINE MODEL_DIR MAX_FRAMES CPU FILE...      (MODEL_DIR - = none is needed, CPU e.g. auto)
 *
 * A line for each face: file, frame, face, success, certainty, 478 x, 478 y, 478 z, 52 blendshapes, 9 numbers of the
 * rotation, 2 openings, 4 eye angles, 68 x, 68 y, 6 global parameters; blanks between.  Of
 * pictures first "box FILE X Y WIDTH HEIGHT SCORE" for each face.  At the end of a file "time FILE FRAMES DETECT FOLLOW"
 * (ms a frame, without decoding). */
#include "image/image_kernels.h"
#include "media/media.h"
#include "store/models.h"
#include "track/tracker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct work {
    facs_env env;
    facs_models *models;
    facs_detector detector;
    facs_landmarker landmarker;
    facs_tracker *tracker;
    void *fit;
    facs_pixels bgr, grey;
    int frames_max;
} work;

static facs_error error;

static void need(facs_status status)
{
    if (status == FACS_OK)
        return;
    fprintf(stderr, "meshes: %s\n", error.message);
    exit(1);
}

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return 1e3 * (double)at.tv_sec + 1e-6 * (double)at.tv_nsec;
}

static void print_all(const float *values, int count)
{
    for (int i = 0; i < count; i++)
        printf(" %.9g", (double)values[i]);
}

static void print_face(const char *file, int frame, int face, const facs_located *located)
{
    const facs_mesh *mesh = located->mesh;
    if (!mesh)
        return;
    printf("%s %d %d %d %.9g", file, frame, face, located->success, (double)located->certainty);
    print_all(mesh->points, 3 * FACS_MESH_POINTS);
    print_all(mesh->shapes, FACS_MESH_SHAPES);
    print_all(mesh->rotation, 9);
    print_all(mesh->opening, 2);
    print_all(mesh->eye_angles[0], 4);
    print_all(located->face.landmarks, 2 * located->face.n);
    print_all(located->face.g, 6);
    printf("\n");
}

static facs_image frame_image(work *w)
{
    const facs_image bgr = facs_pixels_view(&w->bgr);
    if (!w->landmarker.engine->grey)
        return bgr;
    need(facs_pixels_resize(&w->env, &w->grey, bgr.width, bgr.height, 1));
    facs_image_grey_with(facs_image_kernels_for(w->env.cpu), &bgr, w->grey.data, w->grey.stride);
    return facs_pixels_view(&w->grey);
}

static void still(work *w, const char *file)
{
    const facs_image bgr = facs_pixels_view(&w->bgr), image = frame_image(w);
    const facs_box *boxes;
    int count;
    double start = now();
    need(facs_detector_run(&w->detector, &bgr, &boxes, &count, &error));
    double detected = now();
    for (int i = 0; i < count; i++)
        printf("box %s %.3f %.3f %.3f %.3f %.4f\n", file, (double)boxes[i].x, (double)boxes[i].y,
               (double)boxes[i].width, (double)boxes[i].height, (double)boxes[i].confidence);
    for (int i = 0; i < count; i++) {
        const float box[4] = {boxes[i].x, boxes[i].y, boxes[i].width, boxes[i].height};
        need(w->landmarker.engine->find(w->landmarker.state, &image, box, w->fit, &error));
        const facs_located located = w->landmarker.engine->look(w->landmarker.state, w->fit);
        print_face(file, 0, i, &located);
    }
    printf("time %s 1 %.3f %.3f\n", file, detected - start, now() - detected);
}

static void video(work *w, const char *file, facs_media *media)
{
    facs_media_frame frame;
    double total = 0;
    int frames = 0;
    facs_tracker_reset(w->tracker);
    for (; frames < w->frames_max; frames++) {
        facs_status status = facs_media_read(media, &w->bgr, &frame, &error);
        if (status == FACS_END)
            break;
        need(status);
        const facs_image bgr = facs_pixels_view(&w->bgr);
        facs_tracked tracked[FACS_MULTI_SLOTS];
        int count;
        double start = now();
        const facs_image image = frame_image(w);
        need(facs_tracker_frame(w->tracker, &bgr, &image, tracked, &count, &error));
        total += now() - start;
        for (int i = 0; i < count; i++)
            print_face(file, (int)frame.number, i, &tracked[i].located);
    }
    printf("time %s %d 0 %.3f\n", file, frames, frames ? total / frames : 0);
}

static void run(work *w, const char *path)
{
    const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
    facs_media *media = NULL;
    facs_media_frame frame;
    need(facs_media_open(&w->env, path, 1, &media, &error));
    if (facs_media_get_info(media)->kind == FACS_MEDIA_STILL) {
        need(facs_media_read(media, &w->bgr, &frame, &error));
        still(w, file);
    } else {
        video(w, file, media);
    }
    facs_media_close(&media);
}

int main(int argc, char **argv)
{
    if (argc < 6) {
        fprintf(stderr, "usage: meshes PIPELINE MODEL_DIR MAX_FRAMES CPU FILE...\n");
        return 2;
    }
    facs_env env;
    facs_env_init(&env, sizeof env);
    work w = {.frames_max = atoi(argv[3])};
    need(facs_cpu_from_name(argv[4], &env.cpu));
    w.env = facs_env_resolve(&env);
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.env = &env;
    options.pipeline = argv[1];
    options.model_dir = strcmp(argv[2], "-") == 0 ? NULL : argv[2];
    need(facs_models_open(&options, &w.models, &error));
    const facs_landmark_settings settings = {0};
    need(facs_detector_create(&w.env, w.models->pipeline.detect, &w.models->loaded, NULL, &w.detector, &error));
    need(facs_landmarker_create(&w.env, w.models->pipeline.landmark, &w.models->loaded, &settings, &w.landmarker,
                                &error));
    const facs_track_stages stages = {&w.detector, &w.landmarker};
    need(facs_tracker_create(&w.env, &stages, false, &w.tracker, &error));
    w.fit = facs_landmarker_fit(&w.env, &w.landmarker);
    for (int i = 5; i < argc; i++)
        run(&w, argv[i]);
    facs_free(&w.env, w.fit);
    facs_tracker_destroy(&w.tracker);
    facs_landmarker_destroy(&w.landmarker);
    facs_detector_destroy(&w.detector);
    facs_pixels_free(&w.env, &w.bgr);
    facs_pixels_free(&w.env, &w.grey);
    facs_models_close(&w.models);
    return 0;
}
