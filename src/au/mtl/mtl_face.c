/* Input and outputs of the multi-task network; see mtl_face.h.
 *
 *     input    (v / 255 - mean) / deviation, R G B, planar
 *     emotion  softmax of eight logits
 *     gaze     (yaw, pitch) -> (-cos p sin y, -sin p, -cos p cos y): x right, y down, z away from the camera
 *
 * Source: docs/algorithm/multi-task.md. */
#include "au/mtl/mtl_face.h"

#include <math.h>

enum { PIXELS = FACS_MTL_SIDE * FACS_MTL_SIDE, COLOURS = 3 };
static const float mean[COLOURS] = {0.485f, 0.456f, 0.406f}, deviation[COLOURS] = {0.229f, 0.224f, 0.225f};

bool facs_mtl_place(const float box[4], double margin, const facs_image *bgr, facs_rectangle *piece)
{
    static const float far = 1e6f;
    int end[2], first[2];
    const int side[2] = {bgr->width, bgr->height};
    for (int i = 0; i < 4; i++)
        if (!(fabsf(box[i]) < far))
            return false;
    for (int axis = 0; axis < 2; axis++) {
        const int low = (int)box[axis], high = (int)(box[axis] + box[2 + axis]);
        const int more = (int)(margin * (high - low));
        first[axis] = low - more > 0 ? low - more : 0;
        end[axis] = high + more < side[axis] ? high + more : side[axis];
        if (end[axis] <= first[axis])
            return false;
    }
    *piece = (facs_rectangle){first[0], first[1], end[0] - first[0], end[1] - first[1]};
    return true;
}

void facs_mtl_input(const float *bgr, float *input)
{
    for (int c = 0; c < COLOURS; c++, input += PIXELS)
        for (int i = 0; i < PIXELS; i++)
            input[i] = (bgr[COLOURS * i + COLOURS - 1 - c] / 255.0f - mean[c]) / deviation[c];
}

void facs_mtl_input_bytes(const uint8_t *rgb, float *input)
{
    for (int c = 0; c < COLOURS; c++, input += PIXELS)
        for (int i = 0; i < PIXELS; i++)
            input[i] = ((float)rgb[COLOURS * i + c] / 255.0f - mean[c]) / deviation[c];
}

/* Which emotion an output of the network is.  This is the order its publishers give; it has been reported that numbers
 * agree better when disgust and anger change places. */
static const facs_emotion emotion_of[FACS_MTL_EMOTIONS] = {
    FACS_EMOTION_NEUTRAL, FACS_EMOTION_HAPPY,   FACS_EMOTION_SAD,   FACS_EMOTION_SURPRISE,
    FACS_EMOTION_FEAR,    FACS_EMOTION_DISGUST, FACS_EMOTION_ANGER, FACS_EMOTION_CONTEMPT,
};

void facs_mtl_emotion(const float logits[FACS_MTL_EMOTIONS], double probability[FACS_EMOTIONS])
{
    double most = (double)logits[0], sum = 0;
    for (int i = 1; i < FACS_MTL_EMOTIONS; i++)
        most = fmax(most, (double)logits[i]);
    for (int i = 0; i < FACS_MTL_EMOTIONS; i++)
        sum += exp((double)logits[i] - most);
    for (int i = 0; i < FACS_MTL_EMOTIONS; i++)
        probability[emotion_of[i]] = exp((double)logits[i] - most) / sum;
}

void facs_mtl_gaze(const float angles[2], float direction[3])
{
    const double yaw = (double)angles[0], pitch = (double)angles[1];
    direction[0] = (float)(-cos(pitch) * sin(yaw));
    direction[1] = (float)-sin(pitch);
    direction[2] = (float)(-cos(pitch) * cos(yaw));
}

const char *facs_mtl_au(int index, bool facemirror)
{
    static const char *const name[2][FACS_MTL_AUS] = {
        {"AU01", "AU02", "AU04", "AU06", "AU09", "AU12", "AU25", "AU26"},
        {"AU01", "AU02", "AU04", "AU06", "AU12", "AU15", "AU20", "AU25"},
    };
    return index >= 0 && index < FACS_MTL_AUS ? name[facemirror][index] : NULL;
}
