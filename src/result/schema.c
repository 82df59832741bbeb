/* The table of columns.  A pipeline that fills more of them adds lines; a place in a result that has none yet also
 * gets a facs_source (layout.c says where it is). */
#include "result/schema.h"

#include <math.h>
#include <string.h>

#define PI 3.14159265358979
#define ANY -INFINITY, INFINITY /* no bounds */
#define ANGLE -PI, PI

#define OPENFACE "openface", ""
#define OPEN "open", ""
#define OPEN_EXPERIMENTAL "open", "open"
#define OPENFACE3 "openface3", ""
#define ALL "openface open pyfaceau openface3", ""
#define ALL_EXPERIMENTAL "openface open pyfaceau openface3", "open" /* in the open pipeline */
#define NOT_PYFACEAU "openface open openface3", ""
#define NOT_OPENFACE3 "openface open pyfaceau", ""
#define NOT_OPENFACE3_EXPERIMENTAL "openface open pyfaceau", "open"

/* two lines of an action unit */
#define RAW(au, place, meaning, ...)                                                                                   \
    {au "_raw",                                                                                                        \
     "",                                                                                                               \
     ANY,                                                                                                              \
     {4, 4, -1},                                                                                                       \
     FACS_FROM_AU_RAW,                                                                                                 \
     place,                                                                                                            \
     "raw intensity",                                                                                                  \
     "",                                                                                                               \
     meaning ": intensity with nothing of the person subtracted, not limited to 0..5",                                 \
     __VA_ARGS__},                                                                                                     \
        {au "_baseline",                                                                                               \
         "",                                                                                                           \
         ANY,                                                                                                          \
         {4, 4, -1},                                                                                                   \
         FACS_FROM_AU_BASELINE,                                                                                        \
         place,                                                                                                        \
         "baseline",                                                                                                   \
         "",                                                                                                           \
         meaning ": what calibration to the person subtracts from the raw intensity",                                  \
         __VA_ARGS__},

enum { MODES = 34 }; /* of the larger of OpenFace's shape models */

/* decimals: one face, many faces, stills */
/* clang-format off */
static const facs_schema_line lines[] = {
    {"frame",        "",      1, INFINITY, {0, 0, -1}, FACS_FROM_FRAME, 0, "", "", "number of the frame, from 1", ALL},
    {"face",         "",      0, INFINITY, {-1, -1, 0}, FACS_FROM_FACE_ID, 0, "", "", "number of the face in its picture, from 0", ALL},
    {"face_id",      "",      0, INFINITY, {0, 0, -1}, FACS_FROM_FACE_ID, 0, "", "", "0; with --faces many the place of the face in --order; with --compat the slot of the tracker, 0 to 3", ALL},
    {"timestamp",    "s",     ANY, {3, 3, -1}, FACS_FROM_TIMESTAMP, 0, "", "", "when a player shows the frame, from the start of the file; --compat: (frame - 1) / frame rate; 0 for pictures", ALL},
    {"confidence",   "",      0, 1, {2, 2, 3}, FACS_FROM_CONFIDENCE, 0, "confidence", "", "how sure the validator (open: the point network; pyfaceau, openface3: the face detector, when it last looked) is that the landmarks sit on a face", ALL},
    {"success",      "",      0, 1, {0, 0, 0}, FACS_FROM_SUCCESS, 0, "", "", "1: the face was tracked, in stills: found; other rows hold the last or a failed fit, do not use them", ALL},
    {"track",        "",      0, INFINITY, {-1, 0, -1}, FACS_FROM_TRACK, 0, "", "", "number of the face's uninterrupted way through the video, from 0; no later face gets it; not with --compat", ALL},
    {"person",       "",      -1, INFINITY, {-1, 0, -1}, FACS_FROM_PERSON, 0, "", "", "number of the person, from 0, the same when the person comes back; -1: gone before it could be told who it was (success 0, action units nan); not with --compat", ALL},
    {"gaze_0_x",     "",      -1, 1, {6, 6, 6}, FACS_FROM_GAZE, 0, "", "camera", "gaze of the eye at the image's left (the person's right eye), a unit vector, x: into the camera is about (0, 0, -1)", NOT_PYFACEAU},
    {"gaze_0_y",     "",      -1, 1, {6, 6, 6}, FACS_FROM_GAZE, 1, "", "camera", "gaze of the eye at the image's left, y", NOT_PYFACEAU},
    {"gaze_0_z",     "",      -1, 1, {6, 6, 6}, FACS_FROM_GAZE, 2, "", "camera", "gaze of the eye at the image's left, z", NOT_PYFACEAU},
    {"gaze_1_x",     "",      -1, 1, {6, 6, 6}, FACS_FROM_GAZE, 3, "", "camera", "gaze of the eye at the image's right, x", NOT_PYFACEAU},
    {"gaze_1_y",     "",      -1, 1, {6, 6, 6}, FACS_FROM_GAZE, 4, "", "camera", "gaze of the eye at the image's right, y", NOT_PYFACEAU},
    {"gaze_1_z",     "",      -1, 1, {6, 6, 6}, FACS_FROM_GAZE, 5, "", "camera", "gaze of the eye at the image's right, z", NOT_PYFACEAU},
    {"gaze_angle_x", "rad",   ANGLE, {3, 3, 3}, FACS_FROM_GAZE_ANGLE, 0, "gaze angle", "camera", "mean gaze of both eyes: positive to the image's right", NOT_PYFACEAU},
    {"gaze_angle_y", "rad",   ANGLE, {3, 3, 3}, FACS_FROM_GAZE_ANGLE, 1, "gaze angle", "camera", "mean gaze of both eyes: positive down", NOT_PYFACEAU},
    {"gaze_head_angle_x", "rad", ANGLE, {3, 3, 3}, FACS_FROM_GAZE_HEAD, 0, "gaze angle of the head", "head", "mean gaze of both eyes as seen from the head (turned back by its rotation): positive to the image's right of where the face points", NOT_PYFACEAU},
    {"gaze_head_angle_y", "rad", ANGLE, {3, 3, 3}, FACS_FROM_GAZE_HEAD, 1, "gaze angle of the head", "head", "mean gaze of both eyes as seen from the head: positive down from where the face points", NOT_PYFACEAU},
    {"gaze_screen_x", "mm or px", ANY, {1, -1, -1}, FACS_FROM_GAZE_SCREEN, 0, "gaze on the screen", "screen", "where the gaze meets the screen, from its left edge, in the unit of the file of --gaze-calibration; only with it", NOT_PYFACEAU},
    {"gaze_screen_y", "mm or px", ANY, {1, -1, -1}, FACS_FROM_GAZE_SCREEN, 1, "gaze on the screen", "screen", "where the gaze meets the screen, from its upper edge; only with --gaze-calibration", NOT_PYFACEAU},
    {"eye_lmk_x_",   "px",    ANY, {1, 1, 1}, FACS_FROM_EYES, 0, "eye landmarks", "image", "eye landmarks, x: 28 points of the eye at the image's left, then 28 of the other; of each 0-7 iris, 8-19 eyelids, 20-27 pupil", OPENFACE},
    {"eye_lmk_y_",   "px",    ANY, {1, 1, 1}, FACS_FROM_EYES, 1, "eye landmarks", "image", "eye landmarks, y", OPENFACE},
    {"eye_lmk_X_",   "mm",    ANY, {1, 1, 1}, FACS_FROM_EYES_3D, 0, "eye landmarks 3D", "camera", "eye landmarks in space, x", OPENFACE},
    {"eye_lmk_Y_",   "mm",    ANY, {1, 1, 1}, FACS_FROM_EYES_3D, 1, "eye landmarks 3D", "camera", "eye landmarks in space, y", OPENFACE},
    {"eye_lmk_Z_",   "mm",    ANY, {1, 1, 1}, FACS_FROM_EYES_3D, 2, "eye landmarks 3D", "camera", "eye landmarks in space, z", OPENFACE},
    {"pose_Tx",      "mm",    ANY, {1, 1, 1}, FACS_FROM_POSE, 0, "head position", "camera", "position of the head: to the image's right", ALL},
    {"pose_Ty",      "mm",    ANY, {1, 1, 1}, FACS_FROM_POSE, 1, "head position", "camera", "position of the head: down", ALL},
    {"pose_Tz",      "mm",    ANY, {1, 1, 1}, FACS_FROM_POSE, 2, "head position", "camera", "position of the head: away from the camera", ALL},
    {"pose_Rx",      "rad",   ANGLE, {3, 3, 3}, FACS_FROM_POSE, 3, "head rotation", "camera", "pitch; R = Rx Ry Rz", ALL},
    {"pose_Ry",      "rad",   ANGLE, {3, 3, 3}, FACS_FROM_POSE, 4, "head rotation", "camera", "yaw: positive turns the face to the image's left", ALL},
    {"pose_Rz",      "rad",   ANGLE, {3, 3, 3}, FACS_FROM_POSE, 5, "head rotation", "camera", "roll", ALL},
    {"x_",           "px",    ANY, {1, 1, 1}, FACS_FROM_LANDMARKS, 0, "landmarks", "image", "face landmarks: 0-16 jaw, 17-26 brows, 27-35 nose, 36-41 and 42-47 eyes, 48-67 mouth", ALL},
    {"y_",           "px",    ANY, {1, 1, 1}, FACS_FROM_LANDMARKS, 1, "landmarks", "image", "face landmarks, y", ALL},
    {"X_",           "mm",    ANY, {1, 1, 1}, FACS_FROM_LANDMARKS_3D, 0, "landmarks 3D", "camera", "face landmarks in space, x", ALL},
    {"Y_",           "mm",    ANY, {1, 1, 1}, FACS_FROM_LANDMARKS_3D, 1, "landmarks 3D", "camera", "face landmarks in space, y", ALL},
    {"Z_",           "mm",    ANY, {1, 1, 1}, FACS_FROM_LANDMARKS_3D, 2, "landmarks 3D", "camera", "face landmarks in space, z", ALL},
    {"p_scale",      "px/mm", 0, INFINITY, {3, 3, 3}, FACS_FROM_GLOBAL, 0, "", "image", "scale of the shape model", ALL},
    {"p_rx",         "rad",   ANGLE, {3, 3, 3}, FACS_FROM_GLOBAL, 1, "", "image", "rotation of the shape model, x", ALL},
    {"p_ry",         "rad",   ANGLE, {3, 3, 3}, FACS_FROM_GLOBAL, 2, "", "image", "rotation of the shape model, y", ALL},
    {"p_rz",         "rad",   ANGLE, {3, 3, 3}, FACS_FROM_GLOBAL, 3, "", "image", "rotation of the shape model, z", ALL},
    {"p_tx",         "px",    ANY, {3, 3, 3}, FACS_FROM_GLOBAL, 4, "", "image", "position of the shape model, x", ALL},
    {"p_ty",         "px",    ANY, {3, 3, 3}, FACS_FROM_GLOBAL, 5, "", "image", "position of the shape model, y", ALL},
    {"p_",           "",      ANY, {3, 3, 3}, FACS_FROM_LOCAL, 0, "shape parameters", "", "shape parameters: how far the face is from the mean shape along each mode (the Multi-PIE model has 23, that of open 30)", ALL},
    {"x98_",         "px",    ANY, {1, 1, 1}, FACS_FROM_LANDMARKS_98, 0, "landmarks", "image", "98 face landmarks (WFLW): 0-32 contour, 33-50 brows, 51-59 nose, 60-67 and 68-75 eyes, 76-95 mouth, 96-97 pupils", OPENFACE3},
    {"y98_",         "px",    ANY, {1, 1, 1}, FACS_FROM_LANDMARKS_98, 1, "landmarks", "image", "98 face landmarks, y", OPENFACE3},
    {"emotion_neutral", "",      0, 1, {3, 3, 3}, FACS_FROM_EMOTION, 0, "emotion", "", "probability of the expression neutral", OPENFACE3},
    {"emotion_happy",   "",      0, 1, {3, 3, 3}, FACS_FROM_EMOTION, 1, "emotion", "", "probability of the expression happy", OPENFACE3},
    {"emotion_sad",     "",      0, 1, {3, 3, 3}, FACS_FROM_EMOTION, 2, "emotion", "", "probability of the expression sad", OPENFACE3},
    {"emotion_surprise", "",      0, 1, {3, 3, 3}, FACS_FROM_EMOTION, 3, "emotion", "", "probability of the expression surprise", OPENFACE3},
    {"emotion_fear",    "",      0, 1, {3, 3, 3}, FACS_FROM_EMOTION, 4, "emotion", "", "probability of the expression fear", OPENFACE3},
    {"emotion_disgust", "",      0, 1, {3, 3, 3}, FACS_FROM_EMOTION, 5, "emotion", "", "probability of the expression disgust", OPENFACE3},
    {"emotion_anger",   "",      0, 1, {3, 3, 3}, FACS_FROM_EMOTION, 6, "emotion", "", "probability of the expression anger", OPENFACE3},
    {"emotion_contempt", "",      0, 1, {3, 3, 3}, FACS_FROM_EMOTION, 7, "emotion", "", "probability of the expression contempt", OPENFACE3},
    {"likelihood_mouth", "", 0, INFINITY, {3, 3, 3}, FACS_FROM_LIKELIHOOD, FACS_REGION_MOUTH, "likelihood", "", "how well the picture suits the landmarks of the mouth: their mean likelihood; a covered part has a low one", OPENFACE},
    {"likelihood_brows", "", 0, INFINITY, {3, 3, 3}, FACS_FROM_LIKELIHOOD, FACS_REGION_BROWS, "likelihood", "", "how well the picture suits the landmarks of the brows: their mean likelihood; a covered part has a low one", OPENFACE},
    {"likelihood_eyes", "", 0, INFINITY, {3, 3, 3}, FACS_FROM_LIKELIHOOD, FACS_REGION_EYES, "likelihood", "", "how well the picture suits the landmarks of the eyes: their mean likelihood; a covered part has a low one", OPENFACE},
    {"likelihood_nose", "", 0, INFINITY, {3, 3, 3}, FACS_FROM_LIKELIHOOD, FACS_REGION_NOSE, "likelihood", "", "how well the picture suits the landmarks of the nose: their mean likelihood; a covered part has a low one", OPENFACE},
    {"likelihood_jaw", "", 0, INFINITY, {3, 3, 3}, FACS_FROM_LIKELIHOOD, FACS_REGION_JAW, "likelihood", "", "how well the picture suits the landmarks of the jaw line: their mean likelihood; a covered part has a low one", OPENFACE},
    {"AU01_r",       "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 0, "intensity", "", "inner brow raiser: intensity; with openface3 no intensity but 5 times the score that it occurs", ALL},
    {"AU02_r",       "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 1, "intensity", "", "outer brow raiser: intensity; with openface3 no intensity but 5 times the score that it occurs", ALL},
    {"AU04_r",       "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 2, "intensity", "", "brow lowerer: intensity; with openface3 no intensity but 5 times the score that it occurs", ALL_EXPERIMENTAL},
    {"AU05_r",       "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 3, "intensity", "", "upper lid raiser: intensity", NOT_OPENFACE3_EXPERIMENTAL},
    {"AU06_r",       "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 4, "intensity", "", "cheek raiser: intensity; with openface3 no intensity but 5 times the score that it occurs", ALL},
    {"AU07_r",       "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 5, "intensity", "", "lid tightener: intensity", NOT_OPENFACE3_EXPERIMENTAL},
    {"AU09_r",       "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 6, "intensity", "", "nose wrinkler: intensity; with openface3 no intensity but 5 times the score that it occurs", ALL_EXPERIMENTAL},
    {"AU10_r",       "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 7, "intensity", "", "upper lip raiser: intensity", NOT_OPENFACE3},
    {"AU12_r",       "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 8, "intensity", "", "lip corner puller: intensity; with openface3 no intensity but 5 times the score that it occurs", ALL},
    {"AU14_r",       "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 9, "intensity", "", "dimpler: intensity", NOT_OPENFACE3},
    {"AU15_r",       "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 10, "intensity", "", "lip corner depressor: intensity", NOT_OPENFACE3_EXPERIMENTAL},
    {"AU17_r",       "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 11, "intensity", "", "chin raiser: intensity", NOT_OPENFACE3_EXPERIMENTAL},
    {"AU20_r",       "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 12, "intensity", "", "lip stretcher: intensity", NOT_OPENFACE3_EXPERIMENTAL},
    {"AU23_r",       "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 13, "intensity", "", "lip tightener: intensity", NOT_OPENFACE3_EXPERIMENTAL},
    {"AU25_r",       "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 14, "intensity", "", "lips part: intensity; with openface3 no intensity but 5 times the score that it occurs", ALL},
    {"AU26_r",       "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 15, "intensity", "", "jaw drop: intensity; with openface3 no intensity but 5 times the score that it occurs", ALL},
    {"AU45_r",       "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 16, "intensity", "", "blink: intensity; with openface3 how far the lids are closed", ALL},
    /* L and R are the person's own left and right */
    {"AU01L_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 17, "intensity", "", "inner brow raiser of the person's left side: intensity", OPEN},
    {"AU01R_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 18, "intensity", "", "inner brow raiser of the person's right side: intensity", OPEN},
    {"AU02L_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 19, "intensity", "", "outer brow raiser of the person's left side: intensity", OPEN},
    {"AU02R_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 20, "intensity", "", "outer brow raiser of the person's right side: intensity", OPEN},
    {"AU04L_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 21, "intensity", "", "brow lowerer of the person's left side: intensity", OPEN_EXPERIMENTAL},
    {"AU04R_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 22, "intensity", "", "brow lowerer of the person's right side: intensity", OPEN_EXPERIMENTAL},
    {"AU05L_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 23, "intensity", "", "upper lid raiser of the person's left side: intensity", OPEN_EXPERIMENTAL},
    {"AU05R_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 24, "intensity", "", "upper lid raiser of the person's right side: intensity", OPEN_EXPERIMENTAL},
    {"AU06L_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 25, "intensity", "", "cheek raiser of the person's left side: intensity", OPEN},
    {"AU06R_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 26, "intensity", "", "cheek raiser of the person's right side: intensity", OPEN},
    {"AU07L_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 27, "intensity", "", "lid tightener of the person's left side: intensity", OPEN_EXPERIMENTAL},
    {"AU07R_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 28, "intensity", "", "lid tightener of the person's right side: intensity", OPEN_EXPERIMENTAL},
    {"AU09L_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 29, "intensity", "", "nose wrinkler of the person's left side: intensity", OPEN_EXPERIMENTAL},
    {"AU09R_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 30, "intensity", "", "nose wrinkler of the person's right side: intensity", OPEN_EXPERIMENTAL},
    {"AU10L_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 31, "intensity", "", "upper lip raiser of the person's left side: intensity", OPEN},
    {"AU10R_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 32, "intensity", "", "upper lip raiser of the person's right side: intensity", OPEN},
    {"AU12L_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 33, "intensity", "", "lip corner puller of the person's left side: intensity", OPEN},
    {"AU12R_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 34, "intensity", "", "lip corner puller of the person's right side: intensity", OPEN},
    {"AU14L_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 35, "intensity", "", "dimpler of the person's left side: intensity", OPEN},
    {"AU14R_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 36, "intensity", "", "dimpler of the person's right side: intensity", OPEN},
    {"AU15L_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 37, "intensity", "", "lip corner depressor of the person's left side: intensity", OPEN_EXPERIMENTAL},
    {"AU15R_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 38, "intensity", "", "lip corner depressor of the person's right side: intensity", OPEN_EXPERIMENTAL},
    {"AU20L_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 39, "intensity", "", "lip stretcher of the person's left side: intensity", OPEN_EXPERIMENTAL},
    {"AU20R_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 40, "intensity", "", "lip stretcher of the person's right side: intensity", OPEN_EXPERIMENTAL},
    {"AU45L_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 41, "intensity", "", "blink of the person's left side: intensity", OPEN},
    {"AU45R_r",      "",      0, 5, {2, 2, 2}, FACS_FROM_AU_R, 42, "intensity", "", "blink of the person's right side: intensity", OPEN},
    /* presences of a video are smoothed over time, hence two decimals; not of OpenFace's several faces (facs_layout_slots) */
    {"AU01_c",       "",      0, 1, {2, 2, 1}, FACS_FROM_AU_C, 0, "presence", "", "inner brow raiser: presence; with openface3 that score is at least 0.5", ALL},
    {"AU02_c",       "",      0, 1, {2, 2, 1}, FACS_FROM_AU_C, 1, "presence", "", "outer brow raiser: presence; with openface3 that score is at least 0.5", ALL},
    {"AU04_c",       "",      0, 1, {2, 2, 1}, FACS_FROM_AU_C, 2, "presence", "", "brow lowerer: presence; with openface3 that score is at least 0.5", ALL_EXPERIMENTAL},
    {"AU05_c",       "",      0, 1, {2, 2, 1}, FACS_FROM_AU_C, 3, "presence", "", "upper lid raiser: presence", NOT_OPENFACE3_EXPERIMENTAL},
    {"AU06_c",       "",      0, 1, {2, 2, 1}, FACS_FROM_AU_C, 4, "presence", "", "cheek raiser: presence; with openface3 that score is at least 0.5", ALL},
    {"AU07_c",       "",      0, 1, {2, 2, 1}, FACS_FROM_AU_C, 5, "presence", "", "lid tightener: presence", NOT_OPENFACE3_EXPERIMENTAL},
    {"AU09_c",       "",      0, 1, {2, 2, 1}, FACS_FROM_AU_C, 6, "presence", "", "nose wrinkler: presence; with openface3 that score is at least 0.5", ALL_EXPERIMENTAL},
    {"AU10_c",       "",      0, 1, {2, 2, 1}, FACS_FROM_AU_C, 7, "presence", "", "upper lip raiser: presence", NOT_OPENFACE3},
    {"AU12_c",       "",      0, 1, {2, 2, 1}, FACS_FROM_AU_C, 8, "presence", "", "lip corner puller: presence; with openface3 that score is at least 0.5", ALL},
    {"AU14_c",       "",      0, 1, {2, 2, 1}, FACS_FROM_AU_C, 9, "presence", "", "dimpler: presence", NOT_OPENFACE3},
    {"AU15_c",       "",      0, 1, {2, 2, 1}, FACS_FROM_AU_C, 10, "presence", "", "lip corner depressor: presence", NOT_OPENFACE3_EXPERIMENTAL},
    {"AU17_c",       "",      0, 1, {2, 2, 1}, FACS_FROM_AU_C, 11, "presence", "", "chin raiser: presence", NOT_OPENFACE3_EXPERIMENTAL},
    {"AU20_c",       "",      0, 1, {2, 2, 1}, FACS_FROM_AU_C, 12, "presence", "", "lip stretcher: presence", NOT_OPENFACE3_EXPERIMENTAL},
    {"AU23_c",       "",      0, 1, {2, 2, 1}, FACS_FROM_AU_C, 13, "presence", "", "lip tightener: presence", NOT_OPENFACE3_EXPERIMENTAL},
    {"AU25_c",       "",      0, 1, {2, 2, 1}, FACS_FROM_AU_C, 14, "presence", "", "lips part: presence; with openface3 that score is at least 0.5", ALL},
    {"AU26_c",       "",      0, 1, {2, 2, 1}, FACS_FROM_AU_C, 15, "presence", "", "jaw drop: presence; with openface3 that score is at least 0.5", ALL},
    {"AU28_c",       "",      0, 1, {2, 2, 1}, FACS_FROM_AU_C, 16, "presence", "", "lip suck: presence", NOT_OPENFACE3},
    {"AU45_c",       "",      0, 1, {2, 2, 1}, FACS_FROM_AU_C, 17, "presence", "", "blink: presence", NOT_OPENFACE3},
    /* what nothing of the person is subtracted from, and what is; docs/calibration.md */
    RAW("AU01", 0, "inner brow raiser", NOT_OPENFACE3)
    RAW("AU02", 1, "outer brow raiser", NOT_OPENFACE3)
    RAW("AU04", 2, "brow lowerer", NOT_OPENFACE3_EXPERIMENTAL)
    RAW("AU05", 3, "upper lid raiser", NOT_OPENFACE3_EXPERIMENTAL)
    RAW("AU06", 4, "cheek raiser", NOT_OPENFACE3)
    RAW("AU07", 5, "lid tightener", NOT_OPENFACE3_EXPERIMENTAL)
    RAW("AU09", 6, "nose wrinkler", NOT_OPENFACE3_EXPERIMENTAL)
    RAW("AU10", 7, "upper lip raiser", NOT_OPENFACE3)
    RAW("AU12", 8, "lip corner puller", NOT_OPENFACE3)
    RAW("AU14", 9, "dimpler", NOT_OPENFACE3)
    RAW("AU15", 10, "lip corner depressor", NOT_OPENFACE3_EXPERIMENTAL)
    RAW("AU17", 11, "chin raiser", NOT_OPENFACE3_EXPERIMENTAL)
    RAW("AU20", 12, "lip stretcher", NOT_OPENFACE3_EXPERIMENTAL)
    RAW("AU23", 13, "lip tightener", NOT_OPENFACE3_EXPERIMENTAL)
    RAW("AU25", 14, "lips part", NOT_OPENFACE3)
    RAW("AU26", 15, "jaw drop", NOT_OPENFACE3)
    RAW("AU45", 16, "blink", NOT_OPENFACE3)
    RAW("AU01L", 17, "inner brow raiser of the person's left side", OPEN)
    RAW("AU01R", 18, "inner brow raiser of the person's right side", OPEN)
    RAW("AU02L", 19, "outer brow raiser of the person's left side", OPEN)
    RAW("AU02R", 20, "outer brow raiser of the person's right side", OPEN)
    RAW("AU04L", 21, "brow lowerer of the person's left side", OPEN_EXPERIMENTAL)
    RAW("AU04R", 22, "brow lowerer of the person's right side", OPEN_EXPERIMENTAL)
    RAW("AU05L", 23, "upper lid raiser of the person's left side", OPEN_EXPERIMENTAL)
    RAW("AU05R", 24, "upper lid raiser of the person's right side", OPEN_EXPERIMENTAL)
    RAW("AU06L", 25, "cheek raiser of the person's left side", OPEN)
    RAW("AU06R", 26, "cheek raiser of the person's right side", OPEN)
    RAW("AU07L", 27, "lid tightener of the person's left side", OPEN_EXPERIMENTAL)
    RAW("AU07R", 28, "lid tightener of the person's right side", OPEN_EXPERIMENTAL)
    RAW("AU09L", 29, "nose wrinkler of the person's left side", OPEN_EXPERIMENTAL)
    RAW("AU09R", 30, "nose wrinkler of the person's right side", OPEN_EXPERIMENTAL)
    RAW("AU10L", 31, "upper lip raiser of the person's left side", OPEN)
    RAW("AU10R", 32, "upper lip raiser of the person's right side", OPEN)
    RAW("AU12L", 33, "lip corner puller of the person's left side", OPEN)
    RAW("AU12R", 34, "lip corner puller of the person's right side", OPEN)
    RAW("AU14L", 35, "dimpler of the person's left side", OPEN)
    RAW("AU14R", 36, "dimpler of the person's right side", OPEN)
    RAW("AU15L", 37, "lip corner depressor of the person's left side", OPEN_EXPERIMENTAL)
    RAW("AU15R", 38, "lip corner depressor of the person's right side", OPEN_EXPERIMENTAL)
    RAW("AU20L", 39, "lip stretcher of the person's left side", OPEN_EXPERIMENTAL)
    RAW("AU20R", 40, "lip stretcher of the person's right side", OPEN_EXPERIMENTAL)
    RAW("AU45L", 41, "blink of the person's left side", OPEN)
    RAW("AU45R", 42, "blink of the person's right side", OPEN)
};
/* clang-format on */
enum { LINES = sizeof lines / sizeof lines[0] };

const facs_schema_line *facs_schema_get(int index)
{
    return index >= 0 && index < LINES ? &lines[index] : NULL;
}

/* where names must not differ only in case, as in tables of SQLite and Excel */
static const char *const safe_names[][2] = {
    {"eye_lmk_X_", "eye_lmk_X3d_"},
    {"eye_lmk_Y_", "eye_lmk_Y3d_"},
    {"eye_lmk_Z_", "eye_lmk_Z3d_"},
    {"X_", "X3d_"},
    {"Y_", "Y3d_"},
    {"Z_", "Z3d_"},
};

const char *facs_schema_safe_name(const char *name)
{
    for (size_t i = 0; i < sizeof safe_names / sizeof safe_names[0]; i++)
        if (strcmp(name, safe_names[i][0]) == 0)
            return safe_names[i][1];
    return name;
}

const facs_schema_line *facs_schema_find(const char *name)
{
    for (int i = 0; i < LINES; i++)
        if (strcmp(lines[i].name, name) == 0)
            return &lines[i];
    return NULL;
}

const char *facs_schema_choice(facs_source source)
{
    switch (source) {
    case FACS_FROM_GAZE:
    case FACS_FROM_GAZE_ANGLE:
        return "gaze";
    case FACS_FROM_EYES:
    case FACS_FROM_EYES_3D:
        return "eyes";
    case FACS_FROM_POSE:
        return "pose";
    case FACS_FROM_LANDMARKS:
        return "2d";
    case FACS_FROM_LANDMARKS_3D:
        return "3d";
    case FACS_FROM_GLOBAL:
    case FACS_FROM_LOCAL:
        return "pdm";
    case FACS_FROM_LIKELIHOOD:
        return "likelihood";
    case FACS_FROM_GAZE_HEAD:
        return "gaze-head";
    case FACS_FROM_AU_R:
    case FACS_FROM_AU_C:
        return "au";
    case FACS_FROM_AU_RAW:
    case FACS_FROM_AU_BASELINE:
        return "raw";
    default:
        return "";
    }
}

bool facs_schema_on_request(facs_source source)
{
    return source == FACS_FROM_LIKELIHOOD || source == FACS_FROM_GAZE_HEAD || source == FACS_FROM_GAZE_SCREEN ||
           source == FACS_FROM_AU_RAW || source == FACS_FROM_AU_BASELINE;
}

/* of a series, how many there are at most */
static int count_of(const facs_schema_line *from)
{
    switch (from->source) {
    case FACS_FROM_EYES:
    case FACS_FROM_EYES_3D:
        return FACS_EYE_LANDMARKS;
    case FACS_FROM_LANDMARKS:
    case FACS_FROM_LANDMARKS_3D:
        return FACS_LANDMARKS;
    case FACS_FROM_LANDMARKS_98:
        return FACS_LANDMARKS_98;
    case FACS_FROM_LOCAL:
        return MODES;
    default:
        return 1;
    }
}

bool facs_column_get(int index, facs_column *column)
{
    const facs_schema_line *from = facs_schema_get(index);
    if (!from || !column)
        return false;
    const facs_column found = {.size = sizeof found,
                               .name = from->name,
                               .unit = from->unit,
                               .low = from->low,
                               .high = from->high,
                               .decimals = from->decimals[FACS_ROWS_ONE],
                               .count = count_of(from),
                               .meaning = from->meaning,
                               .frame = from->frame,
                               .pipelines = from->pipelines,
                               .group = from->group,
                               .decimals_many = from->decimals[FACS_ROWS_MANY],
                               .decimals_stills = from->decimals[FACS_ROWS_STILLS],
                               .experimental = from->experimental,
                               .safe_name = facs_schema_safe_name(from->name),
                               .choice = facs_schema_choice(from->source),
                               .on_request = facs_schema_on_request(from->source)};
    return facs_give(&found, column, sizeof found);
}
