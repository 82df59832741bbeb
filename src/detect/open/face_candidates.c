/* Candidates of the open detector; see face_candidates.h and docs/algorithm/open-pipeline.md, Detector. */
#include "detect/open/face_candidates.h"

#include <math.h>

static const float same_overlap = 0.3f, same_width = 3.5f;

static float limited_exp(float value)
{
    return expf(fminf(fmaxf(value, -4), 4));
}

void facs_candidates_decode(const float *values, int rows, int cols, int stride, float least, facs_candidate *list,
                            int room, int *count)
{
    const float threshold = logf(least / (1 - least)), s = (float)stride;
    for (int row = 0; row < rows; row++)
        for (int col = 0; col < cols; col++, values += FACS_CANDIDATE_VALUES) {
            if (!(values[0] > threshold) || *count >= room)
                continue;
            const float mx = (float)col * s + s / 2 - 0.5f, my = (float)row * s + s / 2 - 0.5f;
            const float cx = mx + values[1] * s, cy = my + values[2] * s;
            const float half_w = limited_exp(values[3]) * s * 2, half_h = limited_exp(values[4]) * s * 2;
            facs_candidate made = {
                1 / (1 + expf(-values[0])), cx - half_w, cy - half_h, cx + half_w, cy + half_h, {{0}}};
            for (int i = 0; i < 2; i++) {
                made.eye[i][0] = mx + values[5 + 2 * i] * s * 2;
                made.eye[i][1] = my + values[6 + 2 * i] * s * 2;
            }
            list[(*count)++] = made;
        }
}

float facs_candidates_overlap(const facs_candidate *a, const facs_candidate *b)
{
    float width = fmaxf(fminf(a->x1, b->x1) - fmaxf(a->x0, b->x0), 0);
    float height = fmaxf(fminf(a->y1, b->y1) - fmaxf(a->y0, b->y0), 0);
    float common = width * height;
    return common / ((a->x1 - a->x0) * (a->y1 - a->y0) + (b->x1 - b->x0) * (b->y1 - b->y0) - common);
}

static bool holds_centre(const facs_candidate *a, const facs_candidate *b)
{
    float x = (b->x0 + b->x1) / 2, y = (b->y0 + b->y1) / 2;
    return x > a->x0 && x < a->x1 && y > a->y0 && y < a->y1;
}

static bool are_same(const facs_candidate *a, const facs_candidate *b)
{
    if (facs_candidates_overlap(a, b) > same_overlap)
        return true;
    float ratio = (a->x1 - a->x0) / (b->x1 - b->x0);
    return ratio > 1 / same_width && ratio < same_width && (holds_centre(a, b) || holds_centre(b, a));
}

/* Merging would need memory: faces are few.  (A picture full of candidates takes a few milliseconds.) */
void facs_candidates_sort(facs_candidate *list, int count)
{
    for (int i = 1; i < count; i++) {
        const facs_candidate moved = list[i];
        int k = i;
        for (; k > 0 && list[k - 1].score < moved.score; k--)
            list[k] = list[k - 1];
        list[k] = moved;
    }
}

int facs_candidates_strongest(facs_candidate *list, int count)
{
    int kept = 0;
    facs_candidates_sort(list, count);
    for (int i = 0; i < count; i++) {
        bool known = false;
        for (int k = 0; k < kept && !known; k++)
            known = are_same(&list[i], &list[k]);
        if (!known)
            list[kept++] = list[i];
    }
    return kept;
}
