/* What the open detector's network says of a picture: cells, each with a score, a box and five points. */
#ifndef FACS_DETECT_OPEN_FACE_CANDIDATES_H
#define FACS_DETECT_OPEN_FACE_CANDIDATES_H

#include <stdbool.h>

enum { FACS_CANDIDATE_VALUES = 15 };

/** A face; eye[0] is that at the image's left.  Pixels. */
typedef struct facs_candidate {
    float score;
    float x0, y0, x1, y1;
    float eye[2][2];
} facs_candidate;

/** Cells of a level with a score above `least`, appended to list[*count ...] as long as there is room. */
void facs_candidates_decode(const float *values, int rows, int cols, int stride, float least, facs_candidate *list,
                            int room, int *count);
/** Of candidates that are the same face only the best stays; the best first.  Returns how many are left. */
int facs_candidates_strongest(facs_candidate *list, int count);
/** Intersection over union. */
float facs_candidates_overlap(const facs_candidate *a, const facs_candidate *b);
/** The best first; equals stay as they are. */
void facs_candidates_sort(facs_candidate *list, int count);

#endif
