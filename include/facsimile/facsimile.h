/* facsimile: facial action units, landmarks, head pose and gaze from video.
 *
 * SPDX-License-Identifier: Apache-2.0
 *
 * This header climbs.  Use as little of it as you need:
 *
 *   1. facs_extract_file()        a video, picture or folder in, a CSV file out
 *      facs_batch_run()           many of them, with a manifest
 *      facs_mirror_file()         a video in, one of each half of the face and their action units out
 *      facs_report_write()        results or videos in, one HTML page out
 *   2. facs_session_*()           frames in, results out, one stream
 *   3. facs_detect_faces() ...    single stages: detect, fit, calc_params, align, fhog, predict
 *
 * The whole of a program:
 *
 *     #include <facsimile/facsimile.h>
 *     #include <stdio.h>
 *
 *     int main(int argc, char **argv)
 *     {
 *         facs_extract_options options;
 *         facs_error error;
 *         if (argc != 3)
 *             return 2;
 *         facs_extract_options_init(&options, sizeof options);
 *         options.static_au = false; // one person for the whole video; this is the default
 *         if (facs_extract_file(argv[1], argv[2], &options, &error) != FACS_OK) {
 *             fprintf(stderr, "%s\n", error.message);
 *             return 1;
 *         }
 *         return 0;
 *     }
 *
 * More, for each rung, is in examples/.
 *
 * Conventions that hold everywhere
 *   - Image frame: x to the right, y down, origin at the centre of the top-left pixel; pixels.
 *   - Camera frame: millimetres, x right, y down, z away from the camera; angles in radians,
 *     Euler angles (rx, ry, rz) mean R = Rx(rx) Ry(ry) Rz(rz).
 *   - Head frame: the camera frame turned by the head's rotation; the same for a head that is not turned.
 *   - Screen frame: x to the right and y down from the upper left corner, as somebody in front of the screen sees it;
 *     pixels or millimetres.
 *   - Shapes are stored one coordinate after the other: x of all points, then y (then z).
 *   - A function that fails returns a negative facs_status, leaves its outputs untouched and its
 *     objects usable, and writes what happened and what to do into the facs_error it was given
 *     (which may be NULL) or into the object's last message.
 *   - *_create and *_open give an object to the caller; *_destroy and *_close take a pointer's
 *     address, accept NULL, and set the pointer to NULL.
 *   - facs_models objects are immutable and may be shared by threads; a facs_session belongs to one
 *     thread at a time.
 *   - The library never prints, never exits and has no mutable state of its own outside its objects, so that different
 *     threads may work with different objects at the same time.  One thing belongs to the whole process: FFmpeg's log
 *     level, which is lowered while a call works with FFmpeg and put back afterwards.
 *   - A thread that calls the library needs 256 KiB of stack; threads of the library's own bring theirs.
 *   - Structures that start with `size` are prepared with facs_X_init(&x, sizeof x), or by setting x.size = sizeof x
 *     where there is no such function.  Later versions append members to them, and only to them: a program that was
 *     compiled against an older header goes on working, and one compiled against a newer header works as long as it
 *     leaves what this version does not know at zero (else FACS_E_ARGUMENT).  facs_error, facs_box, facs_camera,
 *     facs_picture, facs_output, facs_task, facs_stage_profile and facs_mirror_unit have no `size` and never change.  Everything
 *     else that the library fills is its own memory, reached through a pointer, and may grow at its end: never copy such
 *     a structure, nor count on its sizeof.
 *   - FACS_AGAIN and FACS_END come only from functions whose comment says so; all others return FACS_OK or a negative
 *     status.
 */
#ifndef FACSIMILE_FACSIMILE_H
#define FACSIMILE_FACSIMILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define FACS_API
#elif defined(__GNUC__)
#define FACS_API __attribute__((visibility("default")))
#else
#define FACS_API
#endif

/* ---- version and status ------------------------------------------------------------------- */

/** Version of this header; a program that is compiled with it can tell what it may use. */
#define FACS_VERSION_MAJOR 0
#define FACS_VERSION_MINOR 2
#define FACS_VERSION_PATCH 0
#define FACS_VERSION_NUMBER (FACS_VERSION_MAJOR * 10000 + FACS_VERSION_MINOR * 100 + FACS_VERSION_PATCH)

/** Version of the library that runs, as "major.minor.patch". */
FACS_API const char *facs_version(void);

/** Outcome of a call.  Numbers never change their meaning. */
typedef enum facs_status {
    FACS_OK = 0,
    FACS_AGAIN = 1,             /**< not now: facs_session_push(), facs_session_pull() */
    FACS_END = 2,               /**< everything has been pulled */
    FACS_E_ARGUMENT = -1,       /**< an argument is outside its documented range */
    FACS_E_MEMORY = -2,         /**< out of memory */
    FACS_E_NOT_FOUND = -3,      /**< input file or folder does not exist or cannot be read */
    FACS_E_MEDIA = -4,          /**< input is not a video or picture, or is damaged beyond use */
    FACS_E_EMPTY = -5,          /**< input holds no frame */
    FACS_E_MODELS_MISSING = -6, /**< no model folder, or a file is missing from it */
    FACS_E_MODEL_CORRUPT = -7,  /**< a model file is damaged, of the wrong kind, or hostile */
    FACS_E_OUTPUT = -8,         /**< the output cannot be written */
    FACS_E_DISK_FULL = -9,      /**< no space left for the output */
    FACS_E_INTERRUPTED = -10,   /**< the caller's cancel callback asked to stop */
    FACS_E_UNSUPPORTED = -11,   /**< this build or these models cannot do that */
    FACS_E_STATE = -12,         /**< call out of order, e.g. push after finish */
    FACS_E_INTERNAL = -13,      /**< a bug in facsimile */
    FACS_E_LICENCE = -14,       /**< the licence of the model files has not been accepted */
    FACS_E_DOWNLOAD = -15,      /**< a file could not be downloaded */
} facs_status;

/** Name of a status, e.g. "FACS_E_MEDIA"; "FACS_E_UNKNOWN" for a value not listed. */
FACS_API const char *facs_status_name(facs_status status);

/** What went wrong, with the file and what to do about it. */
typedef struct facs_error {
    facs_status status;
    char message[1024]; /**< UTF-8, one or more lines, no trailing newline */
} facs_error;

/* ---- environment: memory, messages, files, CPU -------------------------------------------- */

typedef enum facs_log_level { FACS_LOG_ERROR, FACS_LOG_WARNING, FACS_LOG_INFO, FACS_LOG_DEBUG } facs_log_level;

/** Instruction sets the kernels exist for, in rising order on one architecture. */
typedef enum facs_cpu_level {
    FACS_CPU_AUTO = -1,
    FACS_CPU_SCALAR = 0, /**< plain C */
    FACS_CPU_AVX2 = 1,   /**< x86-64 with AVX2 and FMA */
    FACS_CPU_AVX512 = 2, /**< x86-64 with AVX-512 F, DQ, BW, VL */
    FACS_CPU_NEON = 3,   /**< 64-bit ARM */
} facs_cpu_level;

/** Callbacks of the surrounding program.  All zero means: malloc and free, no messages, ordinary
 *  files, best CPU level.  Passed by pointer; copied by the objects that keep it.
 *  Worker threads use them too: with more than one thread, every callback may be called from several threads at the
 *  same time, and `free` from another thread than the `alloc` of the block. */
typedef struct facs_env {
    size_t size;  /**< sizeof(facs_env) */
    void *cookie; /**< handed to every callback */
    /** Memory of at least `bytes`, aligned to `alignment` (a power of two, at most 64); NULL = out of memory. */
    void *(*alloc)(void *cookie, size_t bytes, size_t alignment);
    void (*free)(void *cookie, void *memory);
    void (*log)(void *cookie, facs_log_level level, const char *message);
    /** Whole file as one block from this environment's alloc; 0 on success, else an errno value. */
    int (*read_file)(void *cookie, const char *path, void **bytes, size_t *count);
    facs_cpu_level cpu; /**< highest level to use; FACS_CPU_AUTO = what the machine has */
} facs_env;

FACS_API void facs_env_init(facs_env *env, size_t size);

/** Level the machine offers, and names ("scalar", "avx2", "avx512", "neon"). */
FACS_API facs_cpu_level facs_cpu_detect(void);
FACS_API const char *facs_cpu_name(facs_cpu_level level);
/** Level that is used when `wanted` is asked for: the highest up to it that this build holds and this machine runs;
 *  the best one for FACS_CPU_AUTO. */
FACS_API facs_cpu_level facs_cpu_effective(facs_cpu_level wanted);
/** FACS_E_ARGUMENT for an unknown name; "auto" gives FACS_CPU_AUTO. */
FACS_API facs_status facs_cpu_from_name(const char *name, facs_cpu_level *level);
/** This build has kernels for the level, whether or not the machine can run them. */
FACS_API bool facs_cpu_compiled(facs_cpu_level level);
/** Instruction set extension number `index` from 0 that some level needs; NULL past the last.
 *  @param level   gets the lowest level that needs it
 *  @param present gets whether this machine has it */
FACS_API const char *facs_cpu_feature(int index, facs_cpu_level *level, bool *present);
/** Cores this process may use, at least 1 = threads when 0 are asked for (at most 256): those it may run on, and not more
 *  than facs_cpu_quota(), rounded up. */
FACS_API int facs_cpu_cores(void);
/** How many cores' time a container's CPU quota leaves this process, e.g. 1.5; 0 = there is no quota. */
FACS_API double facs_cpu_quota(void);

/* ---- sizes and results ---------------------------------------------------------------------- */

enum {
    FACS_LANDMARKS = 68,     /**< face landmarks (iBUG scheme) */
    FACS_LANDMARKS_98 = 98,  /**< face landmarks (WFLW scheme): 0-32 contour, 33-50 brows, 51-59 nose, 60-75 eyes, 76-95
                                  mouth, 96-97 pupils */
    FACS_EYE_LANDMARKS = 56, /**< 28 of the eye at the image's left, then 28 of the other */
    FACS_MODES_MAX = 64,     /**< most shape modes a landmark model may have */
    FACS_AU_R = 17,          /**< action units with an intensity */
    FACS_AU_C = 18,          /**< action units with a presence */
    FACS_ALIGNED_SIDE = 112, /**< side of the aligned face the descriptor is made of, pixels */
    FACS_FHOG_SIZE = 4464,   /**< 12 x 12 cells x 31 channels */
    FACS_GEOM_SIZE = 238,    /**< 204 shape deviations and 34 shape parameters */
};

/** Names of what facs_predict_aus() gives: "AU01", "AU02", "AU04" ... ; NULL when index is out of range. */
FACS_API const char *facs_au_intensity_name(int index);
FACS_API const char *facs_au_presence_name(int index);

typedef struct facs_camera {
    float fx, fy, cx, cy; /**< focal lengths and principal point, pixels; -1 = derive from the frame size */
} facs_camera;

typedef struct facs_box {
    float x, y, width, height; /**< pixels; tight around the 68 landmarks */
    float confidence;          /**< 0..1 */
} facs_box;

/** A frame on its way in, besides its pixels. */
typedef struct facs_frame {
    size_t size;
    int64_t number;             /**< any number; comes back with the result */
    double timestamp;           /**< s, when it is shown */
    int64_t ticks;              /**< the same time exactly: ticks * tick_num / tick_den s */
    int32_t tick_num, tick_den; /**< tick_den 0: no ticks */
    void *user;                 /**< comes back with the result */
    const facs_box *boxes;      /**< stills: the faces to fit; NULL = detect.  Copied */
    int box_count;              /**< 0 with boxes: there is no face */
} facs_frame;

FACS_API void facs_frame_init(facs_frame *frame, size_t size);

/** What facs_face.emotion is about. */
typedef enum facs_emotion {
    FACS_EMOTION_NEUTRAL,
    FACS_EMOTION_HAPPY,
    FACS_EMOTION_SAD,
    FACS_EMOTION_SURPRISE,
    FACS_EMOTION_FEAR,
    FACS_EMOTION_DISGUST,
    FACS_EMOTION_ANGER,
    FACS_EMOTION_CONTEMPT,
    FACS_EMOTIONS
} facs_emotion;

/** Parts of a face that facs_face.likelihood is about. */
typedef enum facs_region {
    FACS_REGION_MOUTH,
    FACS_REGION_BROWS,
    FACS_REGION_EYES,
    FACS_REGION_NOSE,
    FACS_REGION_JAW,
    FACS_REGIONS
} facs_region;

/** Everything about one face in one frame.  The arrays live as long as the result.  How long they are depends on the
 *  models; it is the same for all faces of a session. */
typedef struct facs_face {
    size_t size;
    int face_id;      /**< place among the faces of the frame from 0, by facs_session_options.order; with `compat` the
                           tracker's slot; of stills index of the box */
    int track;        /**< number from 0 of this face's uninterrupted way through the video, which no later face of it
                           gets; -1 = not known (stills, `compat`) */
    int person;       /**< number of the person from 0, the same when he comes back; -1 = not known, likewise */
    float confidence; /**< 0..1, certainty of the landmark validator */
    bool success;     /**< the fit was judged good */
    bool has_eyes;    /**< gaze, and eye landmarks if there are any, are filled */
    bool has_aus;     /**< au_r and au_c are filled */
    /** Unit vectors in the camera frame: eye at the image's left, then the other; 0 without success. */
    float gaze[2][3];
    float gaze_angle[2];    /**< rad: x positive to the image's right, y positive down */
    float pose[6];          /**< Tx Ty Tz in mm, Rx Ry Rz in rad */
    float params_global[6]; /**< scale (px/mm), rx, ry, rz (rad), tx, ty (px) */

    int landmark_count;        /**< FACS_LANDMARKS with the pipeline "openface" */
    const float *landmarks;    /**< pixels: x of all, then y */
    const float *landmarks_3d; /**< mm, camera frame: x of all, then y, then z */

    int eye_landmark_count;        /**< FACS_EYE_LANDMARKS or, without eye models, 0 */
    const float *eye_landmarks;    /**< pixels: x of all, then y */
    const float *eye_landmarks_3d; /**< mm, camera frame */

    int mode_count;
    const float *params_local; /**< shape parameters */

    int au_r_count, au_c_count; /**< names and sides: facs_session_au(); 0 in a session without action units */
    const double *au_r;         /**< 0..5 when final, else raw (see facs_session_pull) */
    const double *au_c;         /**< 0 or 1 */

    int landmark_98_count;     /**< FACS_LANDMARKS_98 with the pipeline "openface3", else 0 */
    int emotion_count;         /**< FACS_EMOTIONS with the pipeline "openface3", else 0; filled with has_aus */
    const float *landmarks_98; /**< pixels: x of all, then y */
    const double *emotion;     /**< probabilities, by facs_emotion */

    int likelihood_count; /**< FACS_REGIONS with the pipeline "openface", else 0 */
    const float
        *likelihood; /**< by facs_region: how well the picture suits the landmarks there (docs/columns.md, Covered
                                  parts); NAN where none is seen */

    /** rad: gaze_angle as seen from the head: the mean gaze turned back by the head's rotation, signs as there.  Eyes
     *  straight ahead are 0 whatever the head does.  0 without gaze. */
    float gaze_head_angle[2];
    /** Where the gaze meets the screen, in the unit of facs_extract_options.gaze_calibration: x to the right, y down from
     *  the upper left corner; may lie beside the screen.  NAN without such a calibration, without gaze, and where the line
     *  of sight does not meet the plane of the camera. */
    float gaze_screen[2];
    int au_raw_count;     /**< as au_r_count in sessions with `raw_au`, else 0; filled with has_aus */
    const double *au_raw; /**< intensities with nothing of the person subtracted, and not limited to 0..5 */
    const double
        *au_baseline; /**< what calibration subtracts from each (docs/calibration.md); 0 without success, both */
} facs_face;

/** What was found in one frame.  Made by the library only. */
typedef struct facs_result {
    size_t size;
    int64_t frame;    /**< number given with the frame */
    double timestamp; /**< these as well */
    int64_t ticks;
    int32_t tick_num, tick_den;
    void *user;
    int width, height; /**< pixels */
    int face_count;
    /* Of facs_live_run(), else 0: */
    double captured; /**< s since 1970 (UTC): when the frame left the decoder or the camera */
    double latency;  /**< s from then until the result was there */
} facs_result;

/** Face number `index` from 0; NULL past the last. */
FACS_API const facs_face *facs_result_face(const facs_result *result, int index);

/** Copy of a result that lives until facs_result_destroy(), in memory of the same facs_env. */
FACS_API facs_status facs_result_copy(const facs_result *result, facs_result **copy);
FACS_API void facs_result_destroy(facs_result **result);

/** A column of the outputs, or a series of columns. */
typedef struct facs_column {
    size_t size;           /**< sizeof(facs_column), set by the caller */
    const char *name;      /**< "pose_Tx"; one that ends in '_' is a series: "x_" with a count of 68 is x_0 to x_67 */
    const char *unit;      /**< "px", "mm", "rad", "s", "px/mm"; "" = none */
    double low, high;      /**< no value is outside; -INFINITY, INFINITY = there is no bound */
    int decimals;          /**< in rows of a video with one face; -1 = they do not have this column */
    int count;             /**< of a series: with OpenFace's larger shape model; else 1 */
    const char *meaning;   /**< one line */
    const char *frame;     /**< coordinate frame: "image", "camera", "head", "screen"; "" = none */
    const char *pipelines; /**< that fill it, with blanks between them */
    const char *group;     /**< columns whose differences are of one kind; "" = none */
    int decimals_many;     /**< in rows of a video with several faces */
    int decimals_stills;   /**< in rows of stills */
    const char
        *experimental; /**< of those pipelines, the ones in which it is only there when it was asked for; "" = none */
    const char *safe_name; /**< with the names "safe", see facs_extract_options; most are the same */
    const char *choice;    /**< which word of facs_extract_options.columns it belongs to; "" = it is always there */
    int64_t on_request;    /**< not 0: it is only there when that word is among them; without one, when the option that
                                `meaning` names is given */
} facs_column;

/** Column number `index` from 0, in the order of the CSV; false past the last and without column->size.  Texts live as
 *  long as the program. */
FACS_API bool facs_column_get(int index, facs_column *column);

/* ---- pipelines -------------------------------------------------------------------------------- */

/** Engines that work together: how faces are detected, landmarks placed, action units told. */
typedef struct facs_pipeline_info {
    size_t size;      /**< sizeof(facs_pipeline_info), set by the caller */
    const char *name; /**< "openface" */
    const char *detector, *landmarks, *au;
    const char *meaning; /**< one line */
    int64_t networks;    /**< how many of its networks ONNX Runtime runs: facs_models_options.provider is about these */
} facs_pipeline_info;

/** Pipeline number `index` from 0; false past the last and without info->size. */
FACS_API bool facs_pipeline_get(int index, facs_pipeline_info *info);
/** Name of the pipeline that facs_session_options.compat is for; NULL = there is no such compat. */
FACS_API const char *facs_compat_pipeline(const char *compat);

/* ---- models ----------------------------------------------------------------------------------- */

typedef struct facs_models facs_models;

typedef struct facs_models_options {
    size_t size;
    const facs_env *env;   /**< NULL = defaults */
    const char *model_dir; /**< folder searched first; NULL = only the usual places (docs/models.md) */
    const char *landmarks; /**< "clnf-general" (default), "clnf-wild", "clnf-multi-pie", "clm-general", "clm-wild",
                                "ce-clm", or the path of a main_*.txt file */
    bool no_aus;           /**< leave the AU models out */
    bool no_pack;          /**< read the original files, neither use nor make a model pack (docs/models.md) */
    /** Name as from facs_pipeline_get(); NULL: $FACSIMILE_PIPELINE if set, else "auto".  "auto" takes "openface" when
     *  its files are installed, all or some of them, or when `landmarks`, `model_dir` or $FACSIMILE_MODELS is given;
     *  else "open", which needs no files.  facs_models_pipeline() says which one it was. */
    const char *pipeline;
    /** What runs networks that come as ONNX files (docs/models.md, ONNX Runtime): "cpu", "cuda", "tensorrt", "coreml",
     *  "openvino", "xnnpack"; NULL or "auto" = the first of tensorrt, cuda and cpu (on a Mac coreml and cpu) that works.
     *  One that is named has to work, else FACS_E_UNSUPPORTED.  "cuda", "tensorrt" and "coreml" also do stages of the
     *  pipeline "openface", whose results are then close to OpenFace's, but not equal to the bit. */
    const char *provider;
    int64_t network_threads; /**< of one run of such a network on the CPU; 0 = 1.  Results do not depend on it */
    /** Have ONNX Runtime trace the first ten runs of each such network, for facs_models_network_part(); they go one at a
     *  time then.  Results do not depend on it.  0 = no, the default. */
    int64_t network_trace;
} facs_models_options;

FACS_API void facs_models_options_init(facs_models_options *options, size_t size);

/** Find, read and check the model files.  The first time, keeps them as a pack in the model cache when that is
 * possible, unless `no_pack` or the environment variable FACSIMILE_PACK=off says not to (docs/models.md). Errors:
 * FACS_E_MODELS_MISSING (the message names every place looked at; ONNX Runtime is missing), FACS_E_MODEL_CORRUPT,
 * FACS_E_MEMORY, FACS_E_ARGUMENT, FACS_E_UNSUPPORTED (the provider). */
FACS_API facs_status facs_models_open(const facs_models_options *options, facs_models **models, facs_error *error);

/** One more owner of the same models; every owner closes. */
FACS_API facs_models *facs_models_retain(facs_models *models);
FACS_API void facs_models_close(facs_models **models);

/** Make the pack of these models anew: a file in the model cache from which facs_models_open reads them faster and
 *  without taking memory for them (docs/models.md).  facs_models_open does so by itself when there is none.
 *  @param path  gets the file's name when it is not NULL; `path_size` bytes (FACS_E_ARGUMENT when these are too few)
 *  Errors: as facs_models_open; FACS_E_OUTPUT and FACS_E_DISK_FULL when the file cannot be written; FACS_E_UNSUPPORTED
 *  with an env that reads files by itself. */
FACS_API facs_status facs_models_pack(const facs_models_options *options, char *path, size_t path_size,
                                      facs_error *error);

/** Write OpenFace's stages as ONNX files into a folder, which is made when it is missing, for programs that run them on
 *  other hardware: the face detector's networks (pnet.onnx, rnet.onnx, onet.onnx), the action units' predictors
 *  (au_regressions.onnx) and CEN patch experts (cen_SCALE_vVIEW.onnx).  docs/models.md says what goes in and comes out.
 *  A file that is there already is replaced when the new one is whole; when one fails, those before it stay.  The same
 *  models give the same bytes.
 *  @param models  of the pipeline "openface"; FACS_E_UNSUPPORTED for others
 *  @param told    called for each file that has been written, and with path NULL for each stage that has nothing to
 *                 write; `what` says what is in it, or why not.  May be NULL
 *  Errors: FACS_E_ARGUMENT (a file would replace one the models were read from), FACS_E_OUTPUT, FACS_E_DISK_FULL,
 *  FACS_E_UNSUPPORTED (a network that ONNX has no equal of), FACS_E_MEMORY. */
FACS_API facs_status facs_models_export_onnx(facs_models *models, const char *folder,
                                             void (*told)(void *cookie, const char *path, const char *what),
                                             void *cookie, facs_error *error);

/** Name of the pipeline the models are for.
 *  @param automatic gets whether what is installed has decided, and nobody's option; may be NULL */
FACS_API const char *facs_models_pipeline(const facs_models *models, bool *automatic);

/** Folder the models came from. */
FACS_API const char *facs_models_directory(const facs_models *models);

/** A network that ONNX Runtime runs. */
typedef struct facs_network_info {
    size_t size;              /**< sizeof(facs_network_info), set by the caller */
    const char *name;         /**< "RetinaFace" */
    const char *file;         /**< it was read from; the name of one that was made of OpenFace's models */
    const char *runtime;      /**< version of ONNX Runtime, "1.22.0" */
    const char *runtime_file; /**< the library, or the name under which the system found it */
    const char *provider;     /**< that runs it: "cpu", "cuda", ... */
    const char *skipped;      /**< why those before it were not taken, one a line; "" = it is the first */
    double start;             /**< s from the file's bytes to the end of the first run */
    int64_t runs;             /**< since then, of all threads */
    double seconds;           /**< of these runs */
} facs_network_info;

/** Network number `index` from 0 of these models; false past the last and without info->size.  Texts live as long as the
 *  models. */
FACS_API bool facs_models_network(const facs_models *models, int index, facs_network_info *info);

/** SHA-256 of the file of network number `index`, 64 small hexadecimal digits; "" = cannot be told (a build without OpenSSL,
 *  a file that has gone); NULL past the last.  The first call reads the model files again. */
FACS_API const char *facs_models_network_sha256(facs_models *models, int index);

/** What nodes of a network have taken that one provider runs, or that are of one operator type. */
typedef struct facs_network_part {
    size_t size;         /**< sizeof(facs_network_part), set by the caller */
    const char *kind;    /**< "provider", "operator" */
    const char *name;    /**< in ONNX Runtime's words: "CPUExecutionProvider", "Conv" */
    int64_t runs;        /**< of the network that were traced, the warm-up not among them */
    int64_t calls;       /**< of these nodes in all of them */
    double seconds;      /**< of these calls */
    const char *trouble; /**< why the trace tells nothing, the rest is empty then; "" = it does */
} facs_network_part;

/** Part number `index` from 0 of network number `network`, of models that were opened with network_trace; false past the
 *  last and without part->size.  Providers come first, then the slowest five types of operator; each by falling time.  The
 *  first call ends the trace, so call it when the runs are over. */
FACS_API bool facs_models_network_part(const facs_models *models, int network, int index, facs_network_part *part);

/** The ONNX Runtime that networks would be run with here. */
typedef struct facs_runtime_info {
    size_t size;         /**< sizeof(facs_runtime_info), set by the caller */
    char version[32];    /**< "1.22.0" */
    char file[1024];     /**< the library, or the name under which the system finds it */
    char providers[512]; /**< it was built with, in the words of facs_models_options.provider where there is one, with
                              blanks between them; whether their drivers are there shows when a network is started */
} facs_runtime_info;

/** Look for ONNX Runtime (docs/models.md, ONNX Runtime) and load it.
 *  Errors: FACS_E_MODELS_MISSING (there is none, or none of use; how to get one), FACS_E_ARGUMENT (no size). */
FACS_API facs_status facs_runtime_look(facs_runtime_info *info, facs_error *error);

/* ---- model files: which there are, where, whether intact, how to get them ------------------------- */

/** What may be done with a file. */
typedef struct facs_licence {
    const char *id;      /**< "openface", "mit", ... */
    const char *name;    /**< one line */
    const char *summary; /**< what it allows; the terms themselves are at `url` */
    const char *url;
    bool free; /**< for any use: there is nothing to accept before a file is fetched */
} facs_licence;

/** A file of the manifest. */
typedef struct facs_model_file {
    const char *path;   /**< below facs_store_cache(), with '/' */
    int64_t bytes;      /**< size */
    const char *sha256; /**< 64 small hexadecimal digits */
    const char *publisher;
    const facs_licence *licence;
    int url_count; /**< 0: cannot be downloaded, see `obtain` */
    const char *const *urls;
    const char *obtain; /**< how else to come by it; "" = nothing to say */
} facs_model_file;

/** Files that belong together. */
typedef struct facs_model_set {
    const char *name;  /**< "openface-clnf", ... */
    const char *title; /**< one line */
    const char *unlocks;
    bool standard; /**< the one a plain facs_models_open() needs */
    int64_t bytes; /**< of all files */
    int file_count;
    const facs_model_file *const *files;
    int licence_count;
    const facs_licence *const *licences; /**< of its files, each once */
} facs_model_set;

/** The manifest and the folders of this machine.  One thread at a time; several stores and processes may work on the
 *  same cache. */
typedef struct facs_store facs_store;

typedef struct facs_store_options {
    size_t size;
    const facs_env *env;   /**< NULL = defaults; read_file is not used */
    const char *cache_dir; /**< base of the cache; NULL = $OPENFACE_MODELS_DIR, else OpenFaceModels in the user's data
                                folder; "2.2.0" is appended */
    const char *manifest;  /**< JSON file to use instead of the one in the library; NULL = $FACSIMILE_MANIFEST if set */
    const char *model_dir; /**< as in facs_models_options: where OpenFace's files are in use */
} facs_store_options;

FACS_API void facs_store_options_init(facs_store_options *options, size_t size);

/** Nothing is created on disk.
 *  Errors: FACS_E_NOT_FOUND, FACS_E_MODEL_CORRUPT (the manifest file), FACS_E_MODELS_MISSING (no home folder to have a
 *  cache in), FACS_E_UNSUPPORTED (a build without cJSON), FACS_E_MEMORY. */
FACS_API facs_status facs_store_open(const facs_store_options *options, facs_store **store, facs_error *error);
FACS_API void facs_store_close(facs_store **store);

/** Folder that models are fetched into. */
FACS_API const char *facs_store_cache(const facs_store *store);
/** Folder in which facs_models_open() would find OpenFace's files with the store's model_dir, which is the cache or one
 *  the user named; NULL = nowhere. */
FACS_API const char *facs_store_in_use(const facs_store *store);

/** Set number `index` from 0, NULL past the last.  Sets, files and texts are borrowed from the store. */
FACS_API const facs_model_set *facs_store_set(const facs_store *store, int index);
/** Set of that name, NULL = there is none. */
FACS_API const facs_model_set *facs_store_find(const facs_store *store, const char *name);
/** Set that facs_models_options.landmarks needs; NULL or a path = the standard set. */
FACS_API const facs_model_set *facs_store_set_for(const facs_store *store, const char *landmarks);

/** Where the file is or should be.  `in_use`: the place facs_models_open() reads it from, else the one in the cache.
 *  NULL when the file is not of this store. */
FACS_API const char *facs_store_path(const facs_store *store, const facs_model_file *file, bool in_use);

typedef enum facs_file_state {
    FACS_FILE_MISSING,
    FACS_FILE_UNREADABLE, /**< a folder, no permission, read error */
    FACS_FILE_WRONG_SIZE,
    FACS_FILE_WRONG_HASH,
    FACS_FILE_PRESENT, /**< of the right size; contents not looked at */
    FACS_FILE_GOOD,    /**< size and SHA-256 are right */
} facs_file_state;

/** "missing", "unreadable", "wrong size", "wrong contents", "present", "good". */
FACS_API const char *facs_file_state_name(facs_file_state state);

/** State of a file at facs_store_path(store, file, in_use).  `contents`: hash it; else FACS_FILE_GOOD is not found.
 *  Errors: FACS_E_UNSUPPORTED (`contents` in a build without OpenSSL), FACS_E_ARGUMENT, FACS_E_MEMORY. */
FACS_API facs_status facs_store_check(const facs_store *store, const facs_model_file *file, bool in_use, bool contents,
                                      facs_file_state *state, facs_error *error);

/** The set was complete and intact when it was last fetched. */
FACS_API bool facs_store_verified(const facs_store *store, const facs_model_set *set);

/** The user accepted the licences of the set, on this machine, some time ago. */
FACS_API bool facs_store_accepted(const facs_store *store, const facs_model_set *set);
/** One of its licences was, or asks for nothing: facs_store_fetch() remembers those under which a file came. */
FACS_API bool facs_store_licence_accepted(const facs_store *store, const facs_model_set *set,
                                          const facs_licence *licence);
/** Remember that the user accepts them.  Errors: FACS_E_OUTPUT, FACS_E_DISK_FULL, FACS_E_MEMORY. */
FACS_API facs_status facs_store_accept(facs_store *store, const facs_model_set *set, facs_error *error);

typedef struct facs_fetch_progress {
    const facs_model_file *file;  /**< NULL while waiting for another process or looking at files */
    int file_number, files_total; /**< from 1; of those that are not there yet */
    int64_t file_bytes;           /**< of this file so far */
    int64_t bytes_done, bytes_total;
    bool file_done; /**< the file has its final name now; otherwise called several times a second */
} facs_fetch_progress;

typedef struct facs_fetch_options {
    size_t size;
    bool accept_licence;  /**< the user accepts the licences of the set; remembered of those under which a file came */
    bool offline;         /**< touch no network: only look at what is there, or at `from` */
    const char *from;     /**< folder or archive (tar, zip) to take the files from; they are known by their contents, so
                               names and layout do not matter; NULL = download */
    const char *url_base; /**< download from BASE/<path in the cache> instead of the publishers: a copy of the cache on
                               a server; several with blanks between; NULL = $FACSIMILE_MODELS_URL if set */
    int tries;            /**< per address, from 1; default 4 */
    double wait;      /**< s before the second try; doubles each time up to 30 s, and a random part on top; default 1 */
    double timeout;   /**< s without a byte until a try has failed; default 30 */
    double lock_wait; /**< s to wait for another process that works on the cache; default 900 */
    /** Non-zero = stop and return FACS_E_INTERRUPTED; what was downloaded is kept and continued next time. */
    int (*progress)(void *cookie, const facs_fetch_progress *progress);
    void *progress_cookie;
} facs_fetch_options;

FACS_API void facs_fetch_options_init(facs_fetch_options *options, size_t size);

/** Make the set complete in the cache.  What is there and intact stays, what is damaged is replaced.  A file appears
 *  under its name when it is complete and its SHA-256 is right.
 *  Errors: FACS_E_LICENCE (not accepted yet), FACS_E_DOWNLOAD (no source had it; offline), FACS_E_MODELS_MISSING (files
 *  without a public address, or not in `from`; the others have been fetched), FACS_E_DISK_FULL, FACS_E_OUTPUT,
 *  FACS_E_NOT_FOUND (`from`), FACS_E_INTERRUPTED, FACS_E_UNSUPPORTED (a build without libcurl, OpenSSL, libarchive),
 *  FACS_E_MEMORY, FACS_E_ARGUMENT. */
FACS_API facs_status facs_store_fetch(facs_store *store, const facs_model_set *set, const facs_fetch_options *options,
                                      facs_error *error);

/** Delete from the cache what no other complete set needs, and the model packs made from it.  *bytes (may be NULL) gets
 *  how much that was. */
FACS_API facs_status facs_store_remove(facs_store *store, const facs_model_set *set, int64_t *bytes, facs_error *error);

/** SHA-256 of a file, as 64 small hexadecimal digits.
 *  Errors: FACS_E_NOT_FOUND, FACS_E_UNSUPPORTED (a build without OpenSSL), FACS_E_ARGUMENT. */
FACS_API facs_status facs_file_sha256(const char *path, char hex[65], facs_error *error);

/* ---- this build --------------------------------------------------------------------------------------- */

/** A library this build can use. */
typedef struct facs_component {
    size_t size;         /**< sizeof(facs_component), set by the caller */
    const char *name;    /**< "FFmpeg", "libcurl", ... */
    const char *version; /**< of the one in use; NULL = built without it */
    const char *purpose; /**< what it is for */
    int64_t loaded;      /**< not 0: it is looked for when it is needed, so version NULL = it is not on this machine */
    const char
        *problem; /**< why it cannot be used and what to do, as far as that is known; else NULL.  Until this thread
                              asks for another component */
} facs_component;

/** Component number `index` from 0, loaded for that if it has to be; false past the last and without component->size. */
FACS_API bool facs_component_get(int index, facs_component *component);
/** Video format number `index` from 0 that people record in ("h264", ...), NULL past the last; `present`: FFmpeg's
 *  libraries on this machine decode it. */
FACS_API const char *facs_video_format(int index, bool *present);

/* ---- measuring ------------------------------------------------------------------------------------ */

/** Stages whose time is measured.  They do not overlap: what a stage calls counts for it alone. */
typedef enum facs_stage {
    FACS_STAGE_LOAD,         /**< finding, reading and checking the models */
    FACS_STAGE_DECODE,       /**< next frame of the input, as B G R */
    FACS_STAGE_GREY,         /**< B G R -> grey */
    FACS_STAGE_DETECT,       /**< face detector */
    FACS_STAGE_RESPONSES,    /**< response maps of the face at one scale */
    FACS_STAGE_OPTIMISATION, /**< rigid and non-rigid pass of the face at one scale */
    FACS_STAGE_PARTS,        /**< eyes, brows, mouth of one face, with their responses and passes */
    FACS_STAGE_VALIDATOR,    /**< certainty of one fit */
    FACS_STAGE_GAZE_POSE,    /**< head pose, camera-space shapes and gaze of one face */
    FACS_STAGE_ALIGN,        /**< parameters of the AU module's shape model, aligned face */
    FACS_STAGE_FHOG,         /**< descriptor of one aligned face */
    FACS_STAGE_MEDIANS,      /**< running medians (every second frame) */
    FACS_STAGE_PREDICT,      /**< action units of one face; once more for the whole video at its end */
    FACS_STAGE_WRITE,        /**< rows of one frame; once more at the end with the smoothed action units */
    FACS_STAGE_LANDMARKS,    /**< points of one face, by engines that have no stages of their own as OpenFace's has */
    FACS_STAGES,
    FACS_STAGES_MAX = 32, /**< room for later versions */
} facs_stage;

/** "load", "decode", ... as in the JSON of the command; NULL when there is no such stage. */
FACS_API const char *facs_stage_name(facs_stage stage);

/** Time of one stage.  median and p95 (95th percentile) of a call come from a histogram and are right to 2 %. */
typedef struct facs_stage_profile {
    int64_t calls;
    double seconds;           /**< of all calls */
    double median, p95;       /**< s; 0 without calls */
    double shortest, longest; /**< s */
} facs_stage_profile;

/** Where the time of a run went.  Seconds are those of the monotonic clock; with several threads the
 *  stages run at the same time and their sum is more than `wall`. */
typedef struct facs_profile {
    size_t size;
    int64_t frames;      /**< that came out */
    double wall;         /**< s: files: from the first frame to the end; sessions: since they were created or reset */
    double cpu;          /**< s of processor time of the whole process in that time */
    double startup;      /**< s before the first frame is read: opening input, models, output; 0 for sessions */
    double first_result; /**< s from the start of the call until the first result is written; 0 for sessions */
    int64_t peak_memory; /**< bytes, largest resident size of the process so far; 0 = unknown */
    int64_t warm_frames; /**< files: frames after the first 30, in which all buffers have their size; else 0 */
    int64_t warm_allocations, warm_bytes; /**< taken from facs_env.alloc during these */
    facs_stage_profile stage[FACS_STAGES_MAX];
} facs_profile;

FACS_API void facs_profile_init(facs_profile *profile, size_t size);

/* ---- calibration ------------------------------------------------------------------------------ */

/** What action units have learnt of persons (docs/calibration.md): numbers that fix a person's neutral face, so that the
 *  values of a frame no longer depend on what else is in its video.  Immutable; any number of threads may use one. */
typedef struct facs_calibration facs_calibration;

/** Read a file that facs_calibration_write() wrote.  Nothing in it is trusted.
 *  Errors: FACS_E_NOT_FOUND, FACS_E_ARGUMENT (the message says what is wrong with it), FACS_E_MEMORY, FACS_E_UNSUPPORTED (a
 *  build without cJSON). */
FACS_API facs_status facs_calibration_read(const facs_env *env, const char *path, facs_calibration **calibration,
                                           facs_error *error);
/** As a file (JSON), which appears when it is complete.  Errors: FACS_E_OUTPUT, FACS_E_DISK_FULL, FACS_E_MEMORY. */
FACS_API facs_status facs_calibration_write(const facs_calibration *calibration, const char *path, facs_error *error);
FACS_API void facs_calibration_destroy(facs_calibration **calibration);

/** Number of the person at `index` from 0, as facs_face.person; -1 past the last.
 *  @param frames gets how many frames with the face it was learnt from; may be NULL */
FACS_API int facs_calibration_person(const facs_calibration *calibration, int index, int64_t *frames);
/** Numbers of the person at `index`, *count of them; NULL = there are none of that name.  Names: "medians" (4464 of the
 *  FHOG descriptor, 238 of the shape), "offsets" and "cut_offs" of each intensity with the pipeline "openface"; the first
 *  two with "pyfaceau"; "neutral" with the open ones. */
FACS_API const double *facs_calibration_values(const facs_calibration *calibration, int index, const char *name,
                                               int *count);

/* ---- gaze on a screen -------------------------------------------------------------------------- */

/** From gaze to a place on a screen (docs/gaze.md), for frames that come through a session; facs_extract_file() does it by
 *  itself.  Used by one thread at a time. */
typedef struct facs_gaze_screen facs_gaze_screen;

/** Read a file of points that were looked at, or one of what was measured at them.  Nothing in it is trusted.
 *  @param env   NULL = defaults
 *  @param gaze  facs_gaze_screen_close()
 *  Errors: FACS_E_NOT_FOUND, FACS_E_ARGUMENT (the message says what is wrong with it), FACS_E_MEMORY, FACS_E_UNSUPPORTED (a
 *  build without cJSON). */
FACS_API facs_status facs_gaze_screen_open(const facs_env *env, const char *path, facs_gaze_screen **gaze,
                                           facs_error *error);
FACS_API void facs_gaze_screen_close(facs_gaze_screen **gaze);

/** Of what pictures results are: before the first of them.
 *  @param pipeline       that sees the gaze
 *  @param width, height  pixels
 *  @param camera         as it is given to the session
 *  Errors: FACS_E_ARGUMENT when it was measured otherwise, and of points that were looked at in a recording the file names:
 *  facs_extract_file() with `save_gaze_calibration` measures there. */
FACS_API facs_status facs_gaze_screen_start(facs_gaze_screen *gaze, const char *pipeline, int width, int height,
                                            const facs_camera *camera, facs_error *error);
/** Whether it is to be measured yet: results of the frames in which the points were looked at, facs_gaze_screen_add(), then
 *  facs_gaze_screen_fit(). */
FACS_API bool facs_gaze_screen_measures(const facs_gaze_screen *gaze);
/** Take the gaze of a frame with one face, in any order; other frames are passed over.
 *  Errors: FACS_E_STATE when it was measured before, FACS_E_MEMORY, FACS_E_ARGUMENT. */
FACS_API facs_status facs_gaze_screen_add(facs_gaze_screen *gaze, const facs_result *result, facs_error *error);
/** The recording is over: what was seen becomes a map; how well it fits goes to the log.
 *  Errors: FACS_E_ARGUMENT (too little was seen, or it does not do; the message says of which point), FACS_E_MEMORY. */
FACS_API facs_status facs_gaze_screen_fit(facs_gaze_screen *gaze, facs_error *error);

/** Where a face looks: x to the right, y down from the upper left corner, in facs_gaze_screen_unit(); NAN without success,
 *  without gaze, without a map, and where the line of sight does not meet the plane of the camera. */
FACS_API void facs_gaze_screen_look(const facs_gaze_screen *gaze, const facs_face *face, float screen[2]);
/** "mm" or "px". */
FACS_API const char *facs_gaze_screen_unit(const facs_gaze_screen *gaze);
/** How far the map misses a point that it was not made of, root mean square (docs/gaze.md, What it errs); NAN without a map. */
FACS_API double facs_gaze_screen_left_out(const facs_gaze_screen *gaze);
/** What was measured as a file, which appears when it is complete.
 *  Errors: FACS_E_STATE without a map, FACS_E_OUTPUT, FACS_E_DISK_FULL, FACS_E_MEMORY, FACS_E_ARGUMENT. */
FACS_API facs_status facs_gaze_screen_save(const facs_gaze_screen *gaze, const char *path, facs_error *error);

/* ---- persons of several videos ------------------------------------------------------------------ */

/** Who was met so far, by looks of the face (docs/algorithm/identity.md), so that somebody has one number (facs_face.person)
 *  in all videos that are given it one after the other.  Used by one session, or one call, at a time; FACS_E_STATE says
 *  when another one has it. */
typedef struct facs_gallery facs_gallery;

/** Nobody is known: the first person is number 0.
 *  @param env  NULL = defaults
 *  Errors: FACS_E_ARGUMENT, FACS_E_MEMORY. */
FACS_API facs_status facs_gallery_create(const facs_env *env, facs_gallery **gallery, facs_error *error);
/** Nothing uses it any more. */
FACS_API void facs_gallery_destroy(facs_gallery **gallery);

/* ---- rung 1: a file ------------------------------------------------------------------------- */

typedef enum facs_faces { FACS_FACES_ONE, FACS_FACES_MANY } facs_faces;

/** Which of several faces of a frame of a video comes first, and which place (facs_face.face_id) it has. */
typedef enum facs_order {
    FACS_ORDER_FIRST, /**< as they appeared: a face takes the first free place and has it as long as it is tracked */
    FACS_ORDER_SIZE,  /**< the largest in this frame is 0 */
    FACS_ORDER_LEFT,  /**< the one at the image's left is 0: for the tiles of a video call */
} facs_order;

typedef struct facs_progress {
    int64_t frames_done;
    int64_t frames_total; /**< estimate; 0 = unknown */
    double seconds;       /**< since the start */
    const char *pipeline; /**< that runs; NULL while the input is still waited for: a pipe, an address, a camera */
    bool automatic;       /**< as from facs_models_pipeline() */
    int64_t frames_drawn; /**< of an overlay, when a video is read again for it; 0 = that has not begun */
    int64_t rows;         /**< faces in these frames, those without success too */
    facs_camera camera; /**< as it is used for the first frame; -1: of a folder with `image` each picture has its own */
    int64_t with_face;  /**< of these frames, those with a face that was fitted with success */
} facs_progress;

/** Settings of OpenFace's landmark fit, as its programs take them; NAN and -1 = those of the model and of `wild`. */
typedef struct facs_fit_settings {
    size_t size;
    double sigma;       /**< width of the kernel in response maps, above 0 to 100; CE-CLM multiplies it by 1.5 */
    double reg;         /**< weight of the shape prior, 0 to 1e6; CE-CLM multiplies it by 0.9 */
    double w_reg;       /**< factor of the weights of landmarks, 0 to 1e6 */
    int64_t iterations; /**< most of a pass, 0 to 1000 */
    int64_t multi_view; /**< stills: 1 = eleven start rotations, 0 = one */
    int64_t validate;   /**< 0: the validator is not asked, so that every fit of a size that can be seen has success */
} facs_fit_settings;

FACS_API void facs_fit_settings_init(facs_fit_settings *settings, size_t size);

/** A kind of output. */
typedef struct facs_sink_info {
    size_t size;         /**< sizeof(facs_sink_info), set by the caller */
    const char *name;    /**< "csv", "ndjson", "null" */
    const char *ending;  /**< of its files, with the dot; "" = it writes none */
    const char *meaning; /**< one line */
} facs_sink_info;

/** Kind number `index` from 0; false past the last and without info->size. */
FACS_API bool facs_sink_get(int index, facs_sink_info *info);

/** Where results go. */
typedef struct facs_output {
    const char *sink; /**< name of a kind */
    /** "-" = standard output; of the kind "lsl" the name of a stream, of "osc" HOST:PORT (docs/streams.md); NULL where
     *  the kind takes nothing. */
    const char *path;
} facs_output;

/** What the values of a field of records are. */
typedef enum facs_record_type {
    FACS_RECORD_INT64,
    FACS_RECORD_UINT8, /**< 0 or 1 */
    FACS_RECORD_FLOAT,
    FACS_RECORD_DOUBLE,
} facs_record_type;

/** A column, or a series of columns, of records.  Texts live as long as the call. */
typedef struct facs_record_field {
    size_t size;
    const char *name; /**< that of the CSV; one that ends in '_' is a series: "x_" with a count of 68 is x_0 to x_67 */
    const char *unit, *meaning, *frame; /**< as in facs_column; these two as well: */
    double low, high;
    int64_t decimals; /**< that the CSV has */
    int64_t type;     /**< a facs_record_type */
    int64_t offset;   /**< bytes from the record's begin, a multiple of the size of a value */
    int64_t count;    /**< values, one behind the other */
} facs_record_field;

/** Results in memory: one record after the other, each what a row of the CSV is, not rounded.  NAN = there is no value. */
typedef struct facs_records {
    size_t size;
    const void *records;  /**< aligned to 8 */
    int64_t count;        /**< 0: the run has none */
    int64_t record_bytes; /**< from one to the next, a multiple of 8 */
    int64_t field_count;
    const facs_record_field *const *fields; /**< in the order of the CSV; the same in all calls of a run */
    const char *const *pictures;            /**< name of the picture of each record; NULL: of a video file */
    const char *pipeline;                   /**< that runs */
    int64_t width, height;                  /**< pixels, of the picture as shown; 0 = they differ */
    int64_t rate_num, rate_den;             /**< frames per second of the input; 0 = it states none */
} facs_records;

typedef struct facs_extract_options {
    size_t size;
    const facs_env *env;
    facs_models *models; /**< borrowed, may be shared by threads; NULL = opened from model_dir and landmarks */
    const char *model_dir;
    const char *landmarks;
    facs_faces faces;   /**< FACS_FACES_ONE (default): one tracked face; MANY: several, see facs_session_options */
    bool static_au;     /**< static AU models, no person calibration */
    bool image;         /**< treat the input as stills: every face of each picture by itself */
    bool wild;          /**< settings for pictures taken in the wild: larger windows, 11 start rotations */
    int threads;        /**< 0 = one per core */
    facs_camera camera; /**< -1 = derive */
    int64_t max_frames; /**< stop after that many frames; 0 = all */
    /** Stills: text file with one "min_x min_y max_x max_y" a line; for a folder with `image` a folder with NAME.txt
     *  for each picture, NAME as in facs_extract_file(); NULL = detect. */
    const char *boxes;
    /** Called a few times a second on the calling thread; non-zero = stop, keep finished rows,
     *  return FACS_E_INTERRUPTED. */
    int (*progress)(void *cookie, const facs_progress *progress);
    void *progress_cookie;
    /** Filled when the call ends with FACS_OK or FACS_E_INTERRUPTED; from facs_profile_init(); NULL = not measured.
     */
    facs_profile *profile;
    bool only_whole;            /**< a run that is stopped leaves no file, instead of the finished rows */
    const char *pipeline;       /**< as in facs_models_options; with `models` that were opened for it */
    const facs_output *outputs; /**< more outputs than the one facs_extract_file() is given; at most 16 */
    int output_count;
    int64_t experimental; /**< see facs_session_options */
    /** Also write `output`.facsimile.json, the record of the run: version, pipeline, models by their SHA-256, options,
     *  camera, counts, warnings (docs/cli.md).  Of a folder with `image` it stands beside the folder of results.  Not for
     *  standard output, pipes and devices.  What stands there and is no such record is not replaced: FACS_E_OUTPUT. */
    int64_t sidecar; /**< 0 = no, the default */
    int64_t smooth;  /**< see facs_session_options */
    /** As in facs_session_options; the pipeline it is for when none is named.  Videos are read as that program reads them
     *  (docs/algorithm/media.md, As the reference reads): times, too, count frames. */
    const char *compat;
    const char *format;   /**< kind of `output`: "csv" (NULL) or another one whose files end in .csv ("pyfaceau",
                             "facemirror") */
    const char *provider; /**< these three as in facs_models_options; not with `models`, which have theirs */
    int64_t network_threads;
    int64_t network_trace;
    /** Called once on the calling thread when the run is over or was stopped, with the models it used, borrowed for this
     *  call: facs_models_network() and facs_models_network_part() tell how its networks ran.  NULL = not wanted. */
    void (*looked)(void *cookie, facs_models *models);
    void *looked_cookie;
    /** Folder of pictures that count as a video: pictures a second; timestamps are 0 when it is 0. */
    double rate;
    /* Videos; FACS_E_ARGUMENT for pictures and folders of them.  Numbers and times of frames stay those of the file. */
    int64_t stream;         /**< which of its videos, from 1; 0 = the best one, with a warning when there are several */
    double start, end;      /**< s: frames shown from `start` on and before `end`; end 0 = up to the last */
    int64_t every;          /**< only every N-th of these; 0 or 1 = all */
    double fps;             /**< only the first of these in each 1 / fps of a second; 0 = all; not with `every` */
    int64_t no_deinterlace; /**< not 0: frames that are two fields stay so */
    /** Which columns: words with commas between them, of "au", "pose", "gaze", "2d", "3d", "eyes", "pdm", "likelihood" and
     *  "raw" (facs_column.choice); those that belong to none of them are always there.  NULL = all but likelihood and raw,
     *  which have no place in OpenFace's tables; "all" = these by one word.  Not with the format "pyfaceau".  "raw", of
     *  videos: raw intensities and baselines of action units, as with facs_session_options.raw_au. */
    const char *columns;
    /** "safe": column names that do not differ only in case (facs_column.safe_name); NULL = OpenFace's. */
    const char *names;
    /* Addresses and cameras. */
    double timeout;                      /**< s without anything new until one counts as lost; 0 = 30 */
    int64_t camera_width, camera_height; /**< pixels, both or none; 0 = chosen: the largest up to 1280 x 720 */
    double camera_rate;                  /**< pictures a second; 0 = chosen: nearest to 30.  FACS_E_ARGUMENT when
                                              the camera does not offer it, or there is none */
    /* What OpenFace's programs can be told besides (docs/openface-programs.md).  Of the output "aligned"; descriptors and
     * action units come from the same faces whatever these are: */
    int64_t aligned_side;         /**< pixels, at most 4096; 0 = 112 */
    double aligned_scale;         /**< of the faces in it, at most 100; 0 = 0.7 in 112 pixels and in proportion */
    int64_t aligned_unmasked;     /**< not 0: with what is around the face */
    int64_t aligned_grey;         /**< not 0: grey pictures */
    int64_t aligned_good_only;    /**< not 0: none of faces without success */
    const char *aligned_format;   /**< "bmp" (NULL), "png", "jpg" or "jpeg" */
    int64_t no_empty_csv;         /**< not 0: a picture without a face gets no CSV */
    const facs_fit_settings *fit; /**< only with the pipeline "openface"; NULL = the usual ones */
    int64_t max_faces;            /**< these two as in facs_session_options */
    int64_t order;
    /** What the action units of a video are calibrated to (docs/calibration.md): "whole" or NULL = the whole
     *  video; "online" = what was seen so far: values stay as they were when the frame came; "none" = nothing; else the
     *  file of a calibration: with FACS_FACES_MANY whoever is recognised in it; all others are calibrated by themselves, and
     *  a message tells who.  None of these three with `compat` or pictures by themselves. */
    const char *calibration;
    const facs_calibration *known; /**< in place of such a file; borrowed */
    const char *save_calibration;  /**< file that gets what is learnt of persons; FACS_E_EMPTY when nothing is */
    /** File that says which points of a screen were looked at when, or what was made of one (docs/gaze.md): fills
     *  facs_face.gaze_screen.  Videos with one face, not with `compat`; NULL = not wanted. */
    const char *gaze_calibration;
    const char *save_gaze_calibration; /**< file that gets what was measured at these points, for other videos */
    facs_gallery *gallery;             /**< as in facs_session_options; pictures by themselves have no persons */
    /** Gets the results, borrowed for the call, some hundred records at a time, on the calling thread: action units of a
     *  video are final, so that it hears of them at its end.  At least one call in a run that ends well.  Non-zero = stop:
     *  FACS_E_INTERRUPTED, and files that are not complete by then are not kept.  With it, `output` and the outputs may
     *  be left out. */
    int (*records)(void *cookie, const facs_records *records);
    void *records_cookie;
} facs_extract_options;

FACS_API void facs_extract_options_init(facs_extract_options *options, size_t size);

/** Read `input` (video, picture, folder of pictures; "-" = standard input; an address or a camera, see facs_input_look())
 *  and write `output` (CSV; may be NULL when the options name
 *  outputs or a receiver of records) and the options' outputs.
 *
 *  Columns, order and decimals are OpenFace 2.2's (docs/columns.md).  Files are written under a temporary name in the
 *  same folder and renamed when they are complete; after an interruption the finished rows are kept under the final
 *  name, or as `output`.partial when a file has that name already, unless `only_whole` is set (of a folder with `image`
 *  finished pictures are always kept).  The action units of a video with one face are final when the whole video has
 *  been seen; until then results wait in a temporary file without a name, in the folder of the first output that is a
 *  file, else (or when there is no room) in $TMPDIR: 3 KB a frame.
 *
 *  A folder with `image`: a CSV is a folder, made if it does not exist, that gets NAME.csv for each picture; NDJSON is
 *  one file.  NAME is the picture's file name without extension, or with it where pictures would share one (a.jpg and
 *  a.png).  Pictures that cannot be read spoil nothing: the results of the others are kept, then the status is that of
 *  the first of them.  Without `image` they are frames without success, which are warned of.
 *
 *  When an address or a camera is lost midway, the rows up to there are kept, and FACS_E_MEDIA is returned.
 *
 *  Several threads may call this at the same time, for different outputs.
 *  Errors: any but FACS_E_STATE; every message names the file. */
FACS_API facs_status facs_extract_file(const char *input, const char *output, const facs_extract_options *options,
                                       facs_error *error);

/** What `input`, a recording of the same person with a neutral face, says of them: for `known` of the options.
 *  @param options  pipeline, models and what else tells how faces are seen; what tells which part of a video is read and
 *                  what is written is left out
 *  @param calibration  gets it; facs_calibration_destroy()
 *  Errors: those of facs_extract_file(); FACS_E_EMPTY also when no face was seen. */
FACS_API facs_status facs_calibration_learn(const char *input, const facs_extract_options *options,
                                            facs_calibration **calibration, facs_error *error);

/* ---- many files --------------------------------------------------------------------------------- */

/** One of several inputs that are worked on side by side. */
typedef struct facs_task {
    const char *input, *output;          /**< as of facs_extract_file() */
    const facs_extract_options *options; /**< borrowed; tasks may share them */
} facs_task;

/** What came of a task. */
typedef struct facs_task_outcome {
    size_t size;
    facs_status status;      /**< FACS_E_INTERRUPTED also when it was stopped before it began; then `begun` is 0 */
    const facs_error *error; /**< its message; borrowed for the call */
    int64_t begun;
    int64_t frames, with_face; /**< read, and of these with a face that was fitted with success; as far as it came */
    double wall;               /**< s */
    double
        cpu; /**< s of processor time; NAN = cannot be told apart: several inputs at a time with several threads each */
} facs_task_outcome;

typedef struct facs_tasks_options {
    size_t size;
    const facs_env *env; /**< NULL = defaults */
    int64_t jobs;        /**< tasks at the same time; 0 = one per core */
    /** Before a task, on its thread.  Non-zero = stop: this one and those after it do not begin. */
    int (*begin)(void *cookie, int64_t index);
    /** After a task, on its thread; also of those that did not begin. */
    void (*end)(void *cookie, int64_t index, const facs_task_outcome *outcome);
    void *cookie;
} facs_tasks_options;

FACS_API void facs_tasks_options_init(facs_tasks_options *options, size_t size);

/** facs_extract_file() of each task, several at the same time, in their order; one after the other when some options have
 *  a gallery.  One that fails does not stop the others: `end`
 *  tells what came of each.  The calling thread works, too.
 *  Errors: FACS_E_ARGUMENT, FACS_E_MEMORY; those of tasks are told to `end` only. */
FACS_API facs_status facs_extract_tasks(const facs_task *tasks, int64_t count, const facs_tasks_options *options,
                                        facs_error *error);

/** How an input of a batch stands; in the manifest by these words in small letters. */
typedef enum facs_batch_state {
    FACS_BATCH_WAITING, /**< not done yet */
    FACS_BATCH_STARTED, /**< at work, or was when the program ended */
    FACS_BATCH_OK,
    FACS_BATCH_FAILED,
} facs_batch_state;

/** An input of a batch that is done. */
typedef struct facs_batch_entry {
    size_t size;
    const char *input;
    const char *output; /**< below the folder of the batch */
    int64_t state;      /**< a facs_batch_state */
    int64_t status;     /**< a facs_status: why it failed */
    const char *reason; /**< the same in words; "" = it did not */
    int64_t frames, with_face;
    double wall, cpu; /**< s; NAN = not known */
} facs_batch_entry;

/** How far a batch is. */
typedef struct facs_batch_progress {
    size_t size;
    int64_t inputs;  /**< of this shard */
    int64_t kept;    /**< done by earlier runs */
    int64_t ok;      /**< done by this run */
    int64_t failed;  /**< in this run or, if they are not tried again, before */
    int64_t working; /**< at the moment */
    int64_t frames;  /**< of this run */
    double seconds;  /**< since it began */
    double left;     /**< s until all is done, by the bytes of the inputs; below 0 = not known yet */
    const char *pipeline;
    int64_t automatic; /**< as from facs_models_pipeline() */
} facs_batch_progress;

/** What came of an input that the program worked on by itself; it fills this.  Made by the library only. */
typedef struct facs_worked {
    size_t size;
    facs_error error; /**< of that call; an input that was interrupted, or had no room, waits for another run */
    int64_t frames, with_face; /**< as in facs_task_outcome */
    double wall, cpu;          /**< s; NAN = not known */
} facs_worked;

typedef struct facs_batch_options {
    size_t size;
    /** How every input is read; rows of lists may say otherwise.  NULL = defaults.  Of its `outputs` each `path` is a
     *  folder.  `progress`, `profile`, `looked`, `records` and `boxes` are not used.  `threads` 0: cores / jobs, at least 1. */
    const facs_extract_options *extract;
    const char *folder;       /**< where results go: made if it does not exist */
    int64_t no_csv;           /**< not 0: only the other outputs */
    const char *const *lists; /**< files that list inputs (docs/batch.md) */
    int64_t list_count;
    const char *const *sequences; /**< folders of numbered pictures, each of which counts as a video */
    int64_t sequence_count;
    int64_t jobs;          /**< inputs at the same time; 0 = one per core */
    int64_t shard, shards; /**< this one, from 1, of so many; 0 and 0 = all of it is one */
    const char *manifest;  /**< NULL = `folder`/manifest.tsv or manifest.I-of-N.tsv */
    int64_t resume;        /**< not 0: go on with the manifest that is there; else it must not be there */
    int64_t retry_failed;  /**< not 0: with `resume`, what failed is tried again */
    int64_t check_full;    /**< not 0: with `resume`, inputs are compared by their SHA-256, not by size and time */
    /** A few times a second.  Non-zero = stop.  One call at a time, but from different threads. */
    int (*progress)(void *cookie, const facs_batch_progress *progress);
    /** An input is done.  One call at a time, but from different threads. */
    void (*done)(void *cookie, const facs_batch_entry *entry);
    void *cookie; /**< of these and of `work` */
    /** Instead of the extraction in this process: have facs_extract_file() done with the task, in another process or on
     *  another machine that sees the same files, wait for it, and say what came of it.  Called by `jobs` threads at the same
     *  time.  All of the task is borrowed for the call; its `models` are for reading their pipeline, and its `progress`
     *  may be called.  Before the call the folders of the outputs are made.  NULL = this process extracts. */
    void (*work)(void *cookie, const facs_task *task, facs_worked *worked);
} facs_batch_options;

FACS_API void facs_batch_options_init(facs_batch_options *options, size_t size);

/** What is known when a batch, or a merge, is over. */
typedef struct facs_batch_summary {
    size_t size;
    int64_t inputs, kept, ok, failed, waiting; /**< as in facs_batch_progress; waiting: it was stopped before */
    int64_t frames, with_face;                 /**< of all that are ok, those of earlier runs too */
    double seconds;
    char manifest[1024];
    char failures[1024]; /**< the list of those that failed; "" = none did */
} facs_batch_summary;

FACS_API void facs_batch_summary_init(facs_batch_summary *summary, size_t size);

/** Every input becomes results in a folder, and a row of a manifest (docs/batch.md), which knows after a killed run what
 *  is done.  One that fails is a row, too, and does not stop the others.
 *  @param inputs  files, folders, which are searched for videos and pictures, patterns (such as "study/x?.mp4")
 *  @param summary may be NULL; from facs_batch_summary_init()
 *  @return FACS_OK when all inputs have their turn behind them, whether or not some failed
 *  Errors: FACS_E_NOT_FOUND (an input that a pattern, folder or list names; there is none), FACS_E_ARGUMENT (two inputs
 *  with the same result, a list with an error), FACS_E_OUTPUT (the manifest is there already, is of other options, models
 *  or another version, is in use, or cannot be written), FACS_E_DISK_FULL, FACS_E_INTERRUPTED, those of
 *  facs_models_open(). */
FACS_API facs_status facs_batch_run(const char *const *inputs, int64_t count, const facs_batch_options *options,
                                    facs_batch_summary *summary, facs_error *error);

/** Manifests of all shards in a folder -> its manifest.tsv.
 *  @param env NULL = defaults
 *  Errors: FACS_E_NOT_FOUND (there is none, or one is missing), FACS_E_OUTPUT (one is in use; they are of different runs, or
 *  two have the same result; what cannot be written), FACS_E_DISK_FULL, FACS_E_MEMORY, FACS_E_ARGUMENT. */
FACS_API facs_status facs_batch_merge(const facs_env *env, const char *folder, facs_batch_summary *summary,
                                      facs_error *error);

/* ---- results read back ---------------------------------------------------------------------------- */

/** A CSV file of results, of facsimile or OpenFace, from which row after row is read. */
typedef struct facs_table facs_table;

/** Open a table and read its first line, the names of its columns.  Spaces around names and values, a byte order mark and
 *  the line ends of any system do not matter; safe names (extract --names safe) become the usual ones.  Also gzip, in a build with zlib.
 *  @param env   NULL = defaults
 *  @param table facs_table_close()
 *  Errors: FACS_E_NOT_FOUND, FACS_E_MEDIA (it does not begin with names), FACS_E_MEMORY, FACS_E_ARGUMENT. */
FACS_API facs_status facs_table_open(const facs_env *env, const char *path, facs_table **table, facs_error *error);
/** NULL or a closed table is allowed. */
FACS_API void facs_table_close(facs_table **table);
FACS_API int64_t facs_table_columns(const facs_table *table);
/** Name of a column from 0, which lives as long as the table; NULL past the last. */
FACS_API const char *facs_table_name(const facs_table *table, int64_t column);
/** The next row; empty lines are passed over.
 *  @param values as many as there are columns; True and False are 1 and 0, an empty cell is NaN
 *  @return FACS_OK; FACS_END after the last row
 *  Errors: FACS_E_MEDIA (the message names line and column), FACS_E_MEMORY, FACS_E_ARGUMENT. */
FACS_API facs_status facs_table_next(facs_table *table, double *values, facs_error *error);

/** How far facs_summarise() is. */
typedef struct facs_summarise_progress {
    size_t size;
    int64_t results; /**< there are */
    int64_t done, failed;
} facs_summarise_progress;

typedef struct facs_summarise_options {
    size_t size;
    const facs_env *env; /**< NULL = defaults */
    const char *output;  /**< the CSV file that is made; NULL or "-" = standard output */
    int64_t event_rows;  /**< the shortest event, rows, at least 1 */
    /** A result that cannot be used, and why; it has no row, and does not stop the others. */
    void (*failed)(void *cookie, const char *result, const facs_error *error);
    /** Before each result.  Non-zero = stop. */
    int (*progress)(void *cookie, const facs_summarise_progress *progress);
    void *cookie;
} facs_summarise_options;

/** event_rows = 3, zeros else */
FACS_API void facs_summarise_options_init(facs_summarise_options *options, size_t size);

/** What is known when facs_summarise() is over. */
typedef struct facs_summarise_summary {
    size_t size;
    int64_t results; /**< that were read, failed ones as well */
    int64_t rows;    /**< that were written: a result and a person each */
    int64_t failed;  /**< results that cannot be used */
    int64_t without; /**< inputs that a manifest names and that have no result: they failed, or are not done yet */
} facs_summarise_summary;

FACS_API void facs_summarise_summary_init(facs_summarise_summary *summary, size_t size);

/** Tables of results become one table with a row for each result and person: figures of every action unit, and the
 *  metadata of the manifest.  Columns and what they mean: docs/summaries.md.  One result is in memory at a time.
 *  @param inputs  CSV files, manifests of batches (docs/batch.md; *.tsv), folders: their manifests, or without one every CSV
 *                 file in and below them
 *  @param summary may be NULL; from facs_summarise_summary_init()
 *  @return FACS_OK when every result had its turn, whether or not some failed
 *  Errors: FACS_E_NOT_FOUND (an input, or there is no result), FACS_E_OUTPUT (a manifest is damaged; what cannot be written),
 *  FACS_E_DISK_FULL, FACS_E_INTERRUPTED, FACS_E_MEMORY, FACS_E_ARGUMENT.  Then the output is not there. */
FACS_API facs_status facs_summarise(const char *const *inputs, int64_t count, const facs_summarise_options *options,
                                    facs_summarise_summary *summary, facs_error *error);

/* ---- results as a page ------------------------------------------------------------------------------ */

/** The video in a report. */
typedef enum facs_report_video {
    FACS_REPORT_EMBED, /**< inside the page, small: H.264 or VP9, at most 480 pixels high, without sound; what would be
                               too large, and what this FFmpeg cannot encode, is linked, with a warning */
    FACS_REPORT_LINK,  /**< by a relative path; the page needs the file then */
    FACS_REPORT_NO_VIDEO, /**< none */
} facs_report_video;

/** How far facs_report_write() is. */
typedef struct facs_report_progress {
    size_t size;
    int64_t input, inputs; /**< which of how many, from 1 */
    int64_t frames, total; /**< of it so far; total 0 = not known */
    const facs_progress
        *measuring; /**< it is a video, of which a table is made; NULL: its video is read for the page */
} facs_report_progress;

/** What is known when facs_report_write() is over. */
typedef struct facs_report_summary {
    size_t size;
    int64_t results, persons;
    int64_t frames, valid; /**< of all results; those in which somebody was found */
    int64_t events;
    int64_t bytes;            /**< of the page */
    int64_t embedded, linked; /**< videos */
} facs_report_summary;

FACS_API void facs_report_summary_init(facs_report_summary *summary, size_t size);

typedef struct facs_report_options {
    size_t size;
    const facs_env *env; /**< NULL = defaults; its log gets what is said of an input besides errors */
    const char *title;   /**< NULL = the names of the inputs */
    int64_t video;       /**< a facs_report_video */
    const char
        *source; /**< the video of the only input, which is a table; NULL = found: the input that the record beside the
                                table names, where it was or beside the table, else a video that is called like the table */
    int64_t no_pictures;                 /**< not 0: no pictures of faces */
    int64_t no_points;                   /**< not 0: no points to be drawn over the video */
    int64_t event_rows;                  /**< the shortest event, rows, at least 1 */
    int64_t embed_most;                  /**< bytes of an embedded video; 0 = no bound */
    int64_t threads;                     /**< 0 = one per core */
    const facs_extract_options *extract; /**< how inputs that are videos are measured; NULL = defaults */
    const char *tables; /**< folder that gets their tables, NAME.csv with its record; NULL = they are not kept */
    /** Now and then, on the calling thread.  Non-zero = stop: FACS_E_INTERRUPTED. */
    int (*progress)(void *cookie, const facs_report_progress *progress);
    void *cookie;
    facs_report_summary *summary; /**< filled on FACS_OK; from facs_report_summary_init(); NULL = not wanted */
} facs_report_options;

/** event_rows = 3, embed_most = 20 MB, zeros else */
FACS_API void facs_report_options_init(facs_report_options *options, size_t size);

/** Results as one HTML file that needs no other file, no server and no network: summary, curves of action units, pose and
 *  gaze with their events, left against right, the video with points over it, a table of events, several results side by
 *  side (docs/report.md).  It appears under its name when it is complete.
 *  @param inputs  tables of results (of facsimile, any format, of OpenFace or PyfaceAU; also gzip), folders of mirrored
 *                 faces (facs_mirror_file()), and videos, which are measured first; several = several visits, in this order
 *  @param output  the HTML file, which is none of the inputs; "-" = standard output
 *  Errors: FACS_E_NOT_FOUND, FACS_E_MEDIA, FACS_E_EMPTY (an input), FACS_E_ARGUMENT (a source that is not the video of its
 *  table; the output is an input), FACS_E_UNSUPPORTED (a build without pages), FACS_E_OUTPUT, FACS_E_DISK_FULL,
 *  FACS_E_INTERRUPTED, FACS_E_MEMORY; of inputs that are videos those of facs_extract_file(). */
FACS_API facs_status facs_report_write(const char *const *inputs, int64_t count, const char *output,
                                       const facs_report_options *options, facs_error *error);

/* ---- two halves of a face ----------------------------------------------------------------------- */

/** How the line between the halves is found; right and left are always the person's own. */
typedef enum facs_mirror_midline {
    FACS_MIRROR_MEAN,   /**< from points of the face: mean of the last five frames */
    FACS_MIRROR_COMPAT, /**< from points of the face: 0.6 of this frame and 0.4 of the one before */
    FACS_MIRROR_LINE,   /**< the caller's own for all frames; no points are needed */
} facs_mirror_midline;

enum { FACS_MIRROR_UNITS_MAX = 64, FACS_RIGHT = 0, FACS_LEFT = 1 };

/** An action unit over the frames in which the face was found on both sides.  NAN = cannot be told: there are no such
 *  frames, or, of an asymmetry, the larger peak is below FACS_MIRROR_SEEN, so that the movement did not occur.
 *  An asymmetry is 100 * (right - left) / the larger of the two: 0 = alike, -100 = only the left side moves, as with a
 *  paralysed right side, 100 = only the right side does. */
typedef struct facs_mirror_unit {
    char name[16];         /**< "AU12" */
    double peak[2];        /**< largest intensity: FACS_RIGHT, FACS_LEFT */
    int64_t peak_frame[2]; /**< first frame that has it, from 1; 0 = there is none */
    double mean[2];        /**< of the intensities */
    double asymmetry_peak; /**< of the peaks */
    double asymmetry_mean; /**< of the means */
} facs_mirror_unit;
#define FACS_MIRROR_SEEN 0.5

/** What came of a file. */
typedef struct facs_mirror_summary {
    size_t size;
    int64_t frames;
    int64_t with_face;    /**< in which the midline could be placed; with FACS_MIRROR_LINE all */
    int64_t turned;       /**< in which the head was turned too far for the halves to be compared */
    int64_t measured;     /**< in which both sides were measured */
    const char *pipeline; /**< of the action units; NULL = there are none.  Lives as long as the program */
    const char *points;   /**< pipeline of the midline; NULL with FACS_MIRROR_LINE */
    char encoder[32];     /**< FFmpeg's name of it; "" = no video was written */
    char folder[1024];    /**< where the files are */
    int64_t unit_count;
    facs_mirror_unit unit[FACS_MIRROR_UNITS_MAX];
} facs_mirror_summary;

FACS_API void facs_mirror_summary_init(facs_mirror_summary *summary, size_t size);

typedef struct facs_mirror_options {
    size_t size;
    const facs_env *env;
    facs_models *models;       /**< for the action units; borrowed; NULL = opened from `pipeline` and `model_dir` */
    facs_models *point_models; /**< for the midline; borrowed; NULL = opened from `points` and `model_dir` */
    const char *pipeline;      /**< of the action units, as in facs_models_options */
    const char *points;        /**< of the midline, likewise; NULL = "open", which needs no files */
    const char *model_dir;
    const char *folder;  /**< where the files go, made if it does not exist; NULL = NAME_mirror beside the input */
    int64_t no_aus;      /**< not 0: no tables */
    int64_t no_videos;   /**< not 0: tables only */
    int64_t no_debug;    /**< not 0: no debug video */
    int64_t midline;     /**< a facs_mirror_midline */
    double line[4];      /**< FACS_MIRROR_LINE: x, y of a point on the line and of another one, pixels */
    int64_t band;        /**< columns that are blended around the midline, at most 1000; 0 = none; default 6 */
    int64_t feather;     /**< not 0: blend only what is reflected; else as Face Mirror does */
    const char *encoder; /**< FFmpeg's name of one for the videos; NULL = the first that works */
    int64_t threads;     /**< 0 = one per core; the tables do not depend on it */
    int64_t max_frames;  /**< stop after that many frames; 0 = all */
    /** Called a few times a second on the calling thread; non-zero = stop, leave nothing, return FACS_E_INTERRUPTED. */
    int (*progress)(void *cookie, const facs_progress *progress);
    void *progress_cookie;
    facs_mirror_summary *summary; /**< filled on FACS_OK; from facs_mirror_summary_init(); NULL = not wanted */
} facs_mirror_options;

FACS_API void facs_mirror_options_init(facs_mirror_options *options, size_t size);

/** From a video or picture of a face two symmetric ones, each made of one half, and the action units of both
 *  (docs/mirror.md).  Files, in the options' folder, NAME being the input's name without its extension:
 *
 *     NAME_right_mirrored.mp4, NAME_left_mirrored.mp4   .png of a picture
 *     NAME_debug.mp4                                    the midline, and how far the head is turned
 *     NAME_source.EXT                                   the input, upright: a copy unless it has to be turned
 *     NAME_right_mirrored.csv, NAME_left_mirrored.csv   of each side what facs_extract_file() would write
 *     NAME_sides.csv, NAME_sides_summary.csv            side against side: each frame, each action unit
 *
 *  Each appears under its name when it is complete; after a failure or when it is stopped, none does that was not
 *  complete.  Mirrored videos have the input's exact frame rate and one frame for each of its frames.
 *  Errors: any but FACS_E_STATE; every message names the file.  Inputs below 1000 bytes are FACS_E_EMPTY. */
FACS_API facs_status facs_mirror_file(const char *input, const facs_mirror_options *options, facs_error *error);

/** The files facs_mirror_file() would write: `each` is called with the path of every one.
 *  Errors: those of opening the input; FACS_E_ARGUMENT; FACS_E_MEMORY. */
FACS_API facs_status facs_mirror_outputs(const char *input, const facs_mirror_options *options,
                                         void (*each)(void *cookie, const char *path), void *cookie, facs_error *error);

/* ---- inputs that are no files -------------------------------------------------------------------- */

/** What a name of an input means.  What exists under exactly that name in the file system is a path. */
typedef enum facs_input_kind {
    FACS_INPUT_PATH,
    FACS_INPUT_ADDRESS, /**< SCHEME://...: http, https, rtsp, rtmp, udp, tcp, srt and what else FFmpeg knows */
    FACS_INPUT_CAMERA,  /**< "camera:0", "camera:/dev/video0" */
} facs_input_kind;

/** What is meant, and how it is called.
 *  @param shown gets the name for messages and records: an address without user, password and what is behind '?'
 *  @param name  gets what outputs are named after: of an address host and path, "HOST/PART/NAME.mp4", of a camera
 *               "camera_0", of a path the path.  Both may be NULL; cut to the sizes given */
FACS_API facs_input_kind facs_input_look(const char *input, char *shown, size_t shown_size, char *name,
                                         size_t name_size);

/** What a camera offers. */
typedef struct facs_video_mode {
    const char *format; /**< FFmpeg's name: "mjpeg", "yuyv422" */
    int64_t width, height;
    double rate; /**< pictures a second; 0 = not known */
} facs_video_mode;

/** A camera of this machine. */
typedef struct facs_video_device {
    const char *input;   /**< "camera:0" */
    const char *path;    /**< "/dev/video0" */
    const char *name;    /**< as its driver calls it; "" = not known */
    const char *trouble; /**< why it cannot be used, and what to do; "" = it can */
    int64_t mode_count;
    const facs_video_mode *const *modes;
} facs_video_device;

typedef struct facs_video_devices facs_video_devices;

/** The cameras of this machine; there may be none.
 *  @param env NULL = defaults
 *  Errors: FACS_E_UNSUPPORTED (cameras are read on Linux only), FACS_E_MEMORY, FACS_E_ARGUMENT. */
FACS_API facs_status facs_video_devices_find(const facs_env *env, facs_video_devices **devices, facs_error *error);
/** Camera number `index` from 0; NULL past the last, and of no list.  Lives as long as the list. */
FACS_API const facs_video_device *facs_video_devices_get(const facs_video_devices *devices, int index);
FACS_API void facs_video_devices_free(facs_video_devices **devices);

/** A list of paths. */
typedef struct facs_paths facs_paths;

/** The videos in a folder that holds no picture, in natural order (letters whatever their case, numbers by their value):
 *  inputs each of its own, where facs_extract_file() takes a folder of pictures.  None when it holds a picture.
 *  @param env NULL = defaults
 *  Errors: FACS_E_NOT_FOUND, FACS_E_MEMORY, FACS_E_ARGUMENT. */
FACS_API facs_status facs_folder_videos(const facs_env *env, const char *folder, facs_paths **videos,
                                        facs_error *error);
/** Path number `index` from 0; NULL past the last, and of no list. */
FACS_API const char *facs_paths_get(const facs_paths *paths, int index);
FACS_API void facs_paths_free(facs_paths **paths);

/* ---- pictures of results ---------------------------------------------------------------------- */

typedef enum facs_pixel_format {
    FACS_PIXEL_BGR24, /**< 3 bytes a pixel */
    FACS_PIXEL_RGB24,
    FACS_PIXEL_GRAY8,
} facs_pixel_format;

/** A picture of the caller; only read, never kept beyond the call it is given to. */
typedef struct facs_picture {
    const uint8_t *data;
    int width, height; /**< 1..32767 pixels */
    ptrdiff_t stride;  /**< bytes from row to row */
    facs_pixel_format format;
} facs_picture;

/** A frame to draw on: pixels of the library's own. */
typedef struct facs_canvas facs_canvas;

/** A copy of the caller's picture; small ones are enlarged to at least 640 pixels in width.  Drawing keeps to the
 *  coordinates of the picture as it was.
 *  @param env NULL = defaults
 *  Errors: FACS_E_ARGUMENT, FACS_E_MEMORY. */
FACS_API facs_status facs_canvas_create(const facs_env *env, const facs_picture *picture, facs_canvas **canvas,
                                        facs_error *error);
/** Frame number `frame`, from 1, of a video or a folder of pictures; of a picture, 1 or less.
 *  Errors: as for the input of facs_extract_file(); FACS_E_EMPTY when there are fewer frames. */
FACS_API facs_status facs_canvas_open(const facs_env *env, const char *input, int64_t frame, facs_canvas **canvas,
                                      facs_error *error);
FACS_API void facs_canvas_close(facs_canvas **canvas);

/** The pixels as they are now, borrowed until the next call with this canvas. */
FACS_API facs_picture facs_canvas_picture(const facs_canvas *canvas);
/** What a pixel of the picture has become in the canvas: 1 or a whole number above. */
FACS_API int facs_canvas_scale(const facs_canvas *canvas);

/** What is drawn of a face.  What is NULL, or of which there are 0, is left out.  Begin with zeros and the size. */
typedef struct facs_drawing {
    size_t size;                 /**< sizeof(facs_drawing), set by the caller */
    const char *label;           /**< a few capitals or digits, for pictures with several faces */
    int landmark_count;          /**< FACS_LANDMARKS are joined by lines, others are points */
    const float *landmarks;      /**< pixels of the picture: x of all, then y */
    int eye_landmark_count;      /**< of FACS_EYE_LANDMARKS the outlines are drawn */
    const float *eye_landmarks;  /**< pixels: x of all, then y */
    const float *pose;           /**< as in facs_face: a cube about the head, as its camera shows it */
    const float *gaze;           /**< two vectors, one after the other: an arrow from each eye */
    facs_camera camera;          /**< as it was given to the session; -1 or 0 = derive */
    int au_count;                /**< bars beside the picture, for the first twelve faces */
    const char *const *au_names; /**< "AU12"; "AU12L" and "AU12R" (person's own sides) join the bar of "AU12" */
    const double *au_values;     /**< 0 to 5 */
} facs_drawing;

/** Draw the faces, and a panel with their action units at the right.  Once for a canvas.
 *  Errors: FACS_E_ARGUMENT (sizes, counts), FACS_E_STATE (a second time), FACS_E_MEMORY. */
FACS_API facs_status facs_canvas_draw(facs_canvas *canvas, const facs_drawing *faces, int count, facs_error *error);

/** As a PNG file, which appears when it is complete; "-" = standard output.
 *  Errors: FACS_E_OUTPUT, FACS_E_DISK_FULL, FACS_E_MEMORY. */
FACS_API facs_status facs_canvas_save_png(const facs_canvas *canvas, const char *path, facs_error *error);

/* ---- rung 2: a stream --------------------------------------------------------------------------- */

typedef struct facs_session facs_session;

typedef struct facs_session_options {
    size_t size;
    const facs_env *env;
    /** FACS_FACES_MANY: every face of a video by itself, with medians, calibration and final action units of its person
     *  (docs/algorithm/tracking.md, People); with `compat` OpenFace's rule of four slots, without persons. */
    facs_faces faces;
    bool image; /**< every frame is a still by itself */
    bool wild;
    bool static_au; /**< see facs_extract_options */
    bool no_aus;
    bool online_aus; /**< pull intensities corrected on line, as for a live camera; nothing is remembered for final AUs,
                          so that a session may run for days */
    int threads;     /**< 0 = one per core; results do not depend on it */
    facs_camera camera;
    bool profile; /**< measure the stages for facs_session_profile() */
    /** Video: pulled faces have no AUs (has_aus is false), only facs_session_final_aus() gives them, with
     *  the same values; costs less.  Other sessions ignore it.  Not together with online_aus. */
    bool final_aus_only;
    /** Not 0: also action units that are known to agree badly with what they are named after (facs_au_info.experimental;
     *  the open pipeline has some).  A whole word, since it must not lie in the padding of an older structure. */
    int64_t experimental;
    /** Not 0: points, pose, gaze and action units of a video come from a mesh smoothed over time by a one-euro filter
     *  (docs/algorithm/open-pipeline.md, Smoothing); stills are not.  FACS_E_ARGUMENT with a pipeline that has no mesh. */
    int64_t smooth;
    /** Every rule of another program, those as well that facsimile improves on: "openface" (docs/fidelity.md), "pyfaceau"
     *  (docs/algorithm/pyfaceau.md), "facemirror" with the pipeline "openface3" (docs/algorithm/multi-task.md); NULL =
     *  facsimile's own rules.  FACS_E_ARGUMENT with another pipeline. */
    const char *compat;
    /* Of FACS_FACES_MANY without `compat`; FACS_E_ARGUMENT with it or with FACS_FACES_ONE. */
    int64_t max_faces; /**< most at the same time, 1 to 32; 0 = 8 */
    int64_t order;     /**< a facs_order */
    /** Not 0: faces of a video also have au_raw and au_baseline.  FACS_E_ARGUMENT with `image`, `no_aus`, `compat` and
     *  pipelines that subtract nothing of a person ("openface3"). */
    int64_t raw_au;
    /** Who was met in other videos, and who is met in this one; borrowed as long as the session lives.  NULL = nobody is
     *  known when a video begins.  Action units stay those of the video: nothing is learnt of them for the next.
     *  FACS_E_ARGUMENT also with a pipeline that has not the points to recognise faces by, FACS_E_STATE when another
     *  session has it. */
    facs_gallery *gallery;
} facs_session_options;

FACS_API void facs_session_options_init(facs_session_options *options, size_t size);

FACS_API facs_status facs_session_create(facs_models *models, const facs_session_options *options,
                                         facs_session **session, facs_error *error);
FACS_API void facs_session_destroy(facs_session **session);

/** Results that may wait to be pulled, those of frames on their way included. */
enum { FACS_SESSION_UNPULLED = 1024 };

/** Hand over the next frame.  The pixels are copied.  Waits while all threads have work, some frames at most; it never
 *  waits for a pull (docs/api.md).
 *  FACS_AGAIN: the frame was not taken, since FACS_SESSION_UNPULLED results wait to be pulled; pull, then push it
 *  again.
 *  @param frame  its number and time, from facs_frame_init(); NULL is possible in sessions with `image`: numbered from 0
 *                in the order of pushing, without a time
 *  Errors: FACS_E_ARGUMENT; FACS_E_STATE after finish, and for boxes in a session without `image`; FACS_E_MEMORY. */
FACS_API facs_status facs_session_push(facs_session *session, const facs_picture *picture, const facs_frame *frame);

/** Next result in frame order.  FACS_AGAIN: not ready yet; push more, finish, or wait with facs_session_pull_wait().
 *  With FACS_FACES_MANY and neither `compat` nor `online_aus` a result in which it is not known yet who somebody is waits
 *  for up to 15 frames that come after it.
 *  After finish it waits for the result; FACS_END: all pulled.
 *  The result is borrowed until the next call on this session.
 *  AUs of a video are provisional (predicted with the medians so far); the final ones need the whole
 *  video and come from facs_session_final_aus(). */
FACS_API facs_status facs_session_pull(facs_session *session, const facs_result **result);

/** The same, and waits up to `seconds` for the result, before and after finish; up to a frame's time longer when this
 *  thread does some of the work.  FACS_AGAIN: the time has passed, or all that was pushed has been pulled or waits for
 *  frames that come after it.
 *  Errors: FACS_E_ARGUMENT when `seconds` is negative or not a number; else those of facs_session_pull(). */
FACS_API facs_status facs_session_pull_wait(facs_session *session, double seconds, const facs_result **result);

/** No more frames.  After all results are pulled (FACS_END) final AUs are available.  FACS_E_MEMORY: nothing has happened. */
FACS_API facs_status facs_session_finish(facs_session *session);

/** Calibrated, smoothed AUs of a person in frame number `index` (from 0, in the order of pushing; frames that failed
 *  count) of a video.
 *  @param person  facs_face.person; 0 in a single-face session.  Zeros for frames before he was first seen
 *  @param au_r    gets as many values as faces have intensities; `au_r_room` is how many it has room for.  NULL with
 *                 room 0: not wanted
 *  @param au_c    presences, likewise
 *  Errors: FACS_E_STATE before FACS_END or when the session has no such pass (many faces with `compat`, `image`,
 *  `no_aus`, `online_aus`; the pipeline "openface3", whose values are final when they are pulled); FACS_E_ARGUMENT when `index` is not below the number of frames pushed, for another person, or with
 *  too little room; FACS_E_MEMORY. */
FACS_API facs_status facs_session_final_aus(facs_session *session, int person, int64_t index, double *au_r,
                                            int au_r_room, double *au_c, int au_c_room);
/** The same of a session with `raw_au`: raw intensities and baselines.  The difference, limited to 0..5 and smoothed as the
 *  pipeline does it, is the final intensity.
 *  @param au_raw, au_baseline  get as many values as faces have intensities; `room` is how many each has room for */
FACS_API facs_status facs_session_final_raw_aus(facs_session *session, int person, int64_t index, double *au_raw,
                                                double *au_baseline, int room);

/** From the next frame pushed on, two persons of a session with FACS_FACES_MANY are one: the second is called as the first.
 *  While both are in the picture at the same time, they stay two.  Results that were pulled stay as they are; action units
 *  of the first go on with what is known of him, and those of the second end with the last frame that was his.
 *  @param keep, drop  facs_face.person of results pulled
 *  Errors: FACS_E_STATE without persons or after finish; FACS_E_ARGUMENT when they are the same number or a negative one;
 *  FACS_E_MEMORY. */
FACS_API facs_status facs_session_same_person(facs_session *session, int keep, int drop);

/** What the session has learnt of its persons: of the whole video after FACS_END; with `online_aus` at any time when all
 *  results are pulled, of what was seen so far.
 *  @param calibration  gets it; facs_calibration_destroy()
 *  Errors: FACS_E_STATE before that or when nothing is learnt (several faces with `compat`, `image`, `static_au`, `no_aus`,
 *  the pipeline "openface3"); FACS_E_EMPTY when no face was seen; FACS_E_ARGUMENT: more than 64 persons; FACS_E_MEMORY. */
FACS_API facs_status facs_session_calibration(facs_session *session, facs_calibration **calibration);

/** Learn nothing of these persons, but take what is known of them, also after facs_session_reset(); before the first
 *  frame.  With FACS_FACES_MANY a face that is like that of one of them is this person, and has his number; all others are
 *  learnt as without.  With `online_aus` pulled values are final then; final ones besides are smoothed over neighbouring frames.
 *  Copied.
 *  Errors: FACS_E_ARGUMENT when it was learnt with another pipeline or other model files, with `compat`, when it is of
 *  several persons and the session of one face, and when it does not say what persons look like and the session is of
 *  several; FACS_E_STATE
 *  as above or after the first frame; FACS_E_MEMORY. */
FACS_API facs_status facs_session_calibrate(facs_session *session, const facs_calibration *calibration);

/** Half of the face, the person's own. */
typedef enum facs_side { FACS_SIDE_BOTH, FACS_SIDE_LEFT, FACS_SIDE_RIGHT } facs_side;
typedef enum facs_au_kind { FACS_AU_INTENSITY, FACS_AU_PRESENCE } facs_au_kind;

/** What a number of facs_face.au_r or au_c is about. */
typedef struct facs_au_info {
    size_t size;        /**< sizeof(facs_au_info), set by the caller */
    const char *name;   /**< "AU12" */
    const char *column; /**< of tables: "AU12_r", "AU12_c" */
    facs_side side;
    const char *meaning; /**< FACS's wording: "lip corner puller" */
    bool experimental;   /**< known to agree badly with what it is named after; only there when it was asked for */
} facs_au_info;

/** Action unit number `index` from 0 of au_r (FACS_AU_INTENSITY) or au_c (FACS_AU_PRESENCE) of this session's faces;
 *  false past the last and without info->size. */
FACS_API bool facs_session_au(const facs_session *session, facs_au_kind kind, int index, facs_au_info *info);

/** Name of the pipeline, that of the models. */
FACS_API const char *facs_session_pipeline(const facs_session *session);

/** Forget the face, medians and history; the next frame starts a new video.
 *  Errors: FACS_E_ARGUMENT without a session; FACS_E_MEMORY: nothing has happened. */
FACS_API facs_status facs_session_reset(facs_session *session);

/** Times of the stages since the session was created or reset, of a session with `profile`; `profile` comes from
 *  facs_profile_init().  FACS_E_STATE without that option or while frames are on their way (some of those pushed
 *  have not been pulled). */
FACS_API facs_status facs_session_profile(facs_session *session, facs_profile *profile);

/** Message of the last call with this session, "" when it did not fail. */
FACS_API const char *facs_session_message(const facs_session *session);

/* ---- live --------------------------------------------------------------------------------------- */

typedef enum facs_live_state {
    FACS_LIVE_OPENING, /**< the source is being opened */
    FACS_LIVE_RUNNING, /**< frames come */
    FACS_LIVE_WAITING, /**< it was lost and will be opened again */
    FACS_LIVE_OVER,    /**< the last call of `progress` */
} facs_live_state;

/** How a live run goes. */
typedef struct facs_live_statistics {
    size_t size;
    int64_t state;               /**< a facs_live_state */
    const facs_session *session; /**< for facs_session_au(); nothing else may be called with it */
    const char *pipeline;        /**< that runs */
    int64_t automatic;           /**< as from facs_models_pipeline() */
    int64_t width, height;       /**< of the last frame, pixels; 0 = there was none yet */
    int64_t frames;              /**< that came; each became a result, was dropped, or is on its way */
    int64_t results, dropped;
    int64_t lost;    /**< how often the source was lost */
    double seconds;  /**< since the first frame */
    double in_rate;  /**< frames that came a second, of late */
    double out_rate; /**< results a second, of late */
    /* s from the frame's leaving the decoder to its result; 0 without results */
    double latency_median, latency_p99; /**< of the last 1024 results: median, 99th percentile */
    double run_latency_median, run_latency_p99, run_latency_longest; /**< of all results; the first two right to 2 % */
    double wait;         /**< FACS_LIVE_WAITING: s until it is opened again; 0 = now */
    const char *trouble; /**< why the source was lost last; "" = it was not */
    int64_t calibrates;  /**< not 0: action units are corrected by what was seen of the person so far */
    double person_seen;  /**< s in which the face was seen with success, for that */
} facs_live_statistics;

typedef struct facs_live_options {
    size_t size;
    const facs_env *env;
    facs_models *models; /**< borrowed; NULL = opened from the six members that follow */
    const char *model_dir, *landmarks, *pipeline, *provider; /**< as in facs_models_options */
    int64_t network_threads;
    int64_t faces; /**< a facs_faces */
    int64_t wild;  /**< this and the next three: as in facs_session_options, not 0 = true */
    int64_t static_au;
    int64_t experimental;
    int64_t smooth;
    int64_t threads;     /**< 0 = one per core */
    facs_camera camera;  /**< -1 = derive */
    const char *columns; /**< these two as in facs_extract_options */
    const char *names;
    const facs_output *outputs; /**< at most 16.  Their action units are those on line */
    int64_t output_count;
    double timeout; /**< these four as in facs_extract_options */
    int64_t camera_width, camera_height;
    double camera_rate;
    /** How often a camera or network source that is lost is opened again in a row, after 1, 2, 4 ... 30 s; -1 (default):
     *  without end; 0: not at all. */
    int64_t reconnect;
    /** A result, before it goes to the outputs, on the calling thread; borrowed for this call.  Non-zero = stop. */
    int (*result)(void *cookie, const facs_result *result);
    /** Ten times a second, on the calling thread.  Non-zero = stop. */
    int (*progress)(void *cookie, const facs_live_statistics *statistics);
    void *cookie;      /**< of both */
    int64_t max_faces; /**< these two as in facs_session_options */
    int64_t order;
    const char *calibration; /**< as in facs_extract_options, NULL = "online"; not "whole" */
    const char
        *save_calibration; /**< file that gets what was learnt of persons, when the run is over and there were faces;
                                       also when it was stopped */
    /** A page that shows the run in a browser (docs/live.md, In a browser): "8080", "[ADDRESS:]PORT"; port 0 = any that is
     *  free.  NULL = none.  Whoever looks at it does not slow the analysis. */
    const char *http;
    /** 8 to 64 letters, digits, '-', '_' that whoever looks has to know.  NULL = none is asked for, but one is made where
     *  the address is not this machine's alone. */
    const char *http_token;
    const char *record_folder; /**< that recordings begun on the page go to; NULL = the current one */
    /** The page is there: what is to be opened, with the token; borrowed for this call. */
    void (*page)(void *cookie, const char *address);
    /** Not 0 = also the record of the run beside the first output that is a CSV (docs/live.md).  Recordings begun on the page
     *  always have theirs. */
    int64_t sidecar;
} facs_live_options;

FACS_API void facs_live_options_init(facs_live_options *options, size_t size);

/** Analyse a source while it runs (docs/live.md): a camera, a stream, a pipe, or a video file, which is played at its own
 *  speed.  Only the newest frame is ever waiting: those that come while one is analysed are dropped and counted, so
 *  latency is bounded.  Nothing is recorded for final action units: values are those on line, and memory stays the same
 *  for days.
 *
 *  Returns when the source ends or a callback stops it: FACS_OK in both cases, and all outputs are complete under their
 *  names.  When it fails, the outputs that did not fail are complete as well.
 *  @param source a video file, a pipe, "-" = standard input, or what else facs_extract_file() takes as a camera or stream
 *  Errors: any but FACS_E_STATE and FACS_E_INTERRUPTED; FACS_E_ARGUMENT also for outputs that need the whole video. */
FACS_API facs_status facs_live_run(const char *source, const facs_live_options *options, facs_error *error);

/* ---- results in a browser ------------------------------------------------------------------------ */

typedef struct facs_view_options {
    size_t size;
    const facs_env *env;
    const char *http;       /**< as in facs_live_options; NULL = any port that is free, on this machine alone */
    const char *http_token; /**< as in facs_live_options */
    /** The page is there: what is to be opened, with the token; borrowed for this call. */
    void (*page)(void *cookie, const char *address);
    /** Ten times a second and more, on the calling thread.  Non-zero = stop. */
    int (*progress)(void *cookie);
    void *cookie; /**< of both */
} facs_view_options;

FACS_API void facs_view_options_init(facs_view_options *options, size_t size);

/** The results of a folder and of those below it as a page in a browser (docs/view.md): a list, a picture of each, and
 *  reports, which are made when somebody opens them.  Nothing in the folder is changed, links in it are not followed.
 *
 *  Returns when `progress` stops it: FACS_OK.
 *  Errors: FACS_E_NOT_FOUND (the folder), FACS_E_ARGUMENT (http, http_token), FACS_E_UNSUPPORTED (a build without pages),
 *  FACS_E_OUTPUT (the port is taken), FACS_E_MEMORY. */
FACS_API facs_status facs_view_run(const char *folder, const facs_view_options *options, facs_error *error);

/* ---- rung 3: single stages ------------------------------------------------------------------- */

/** All faces, most probable first.  `boxes` has room for `capacity`; *count is how many were found,
 *  which may be more. */
FACS_API facs_status facs_detect_faces(const facs_models *models, const facs_picture *picture, facs_box *boxes,
                                       int capacity, int *count, facs_error *error);

/** Fit the landmark model to the face in `box`: landmarks, shape parameters, pose, gaze, confidence.
 *  `wild` as in facs_session_options.
 *  @param result  gets a result with this face, which has no action units; facs_result_destroy() */
FACS_API facs_status facs_fit_landmarks(const facs_models *models, const facs_picture *picture, const facs_box *box,
                                        bool wild, const facs_camera *camera, facs_result **result, facs_error *error);

/** Parameters of the AU module's shape model that reproduce 68 landmarks (x of all, then y). */
FACS_API facs_status facs_calc_params(const facs_models *models, const float landmarks[2 * FACS_LANDMARKS],
                                      float params_global[6], float params_local[34], facs_error *error);

/** Aligned, masked face: 112 x 112 x 3 bytes, B G R. */
FACS_API facs_status facs_align_face(const facs_models *models, const facs_picture *picture,
                                     const float landmarks[2 * FACS_LANDMARKS], const float params_global[6],
                                     uint8_t *aligned, facs_error *error);

/** FHOG descriptor of an aligned face; index (row * 12 + column) * 31 + channel.  env NULL = defaults. */
FACS_API facs_status facs_fhog(const facs_env *env, const uint8_t *aligned, float descriptor[FACS_FHOG_SIZE],
                               facs_error *error);

/** Static AU prediction from a descriptor and shape parameters: intensities clamped to 0..5, presences 0 or 1. */
FACS_API facs_status facs_predict_aus(const facs_models *models, const float descriptor[FACS_FHOG_SIZE],
                                      const float params_local[34], double au_r[FACS_AU_R], double au_c[FACS_AU_C],
                                      facs_error *error);

#ifdef __cplusplus
}
#endif
#endif
