/* Tiny model files in every format, written into memory. */
#ifndef FACS_TESTS_SYNTHETIC_H
#define FACS_TESTS_SYNTHETIC_H

#include "memory_files.h"

/* Writers of one file.  n = landmarks. */
void write_pdm(content *to, int n, int m);
void write_triangles(content *to);   /* two triangles of vertices 0..2 */
void write_ccnf(content *to, int n); /* 1 view, windows 3 (1 component) and 5 (none); expert 0 has 2 neurons */
void write_svr(content *to, int n);  /* 1 view, expert 0 has 2 modalities, the others none */
void write_cen(content *to, int n, int bias_type); /* 2 views, expert 0 of view 0: 122 -> 2 -> 1 */
void write_validator(content *to, int n);          /* 1 view, 4 x 4 pixels */
void write_predictor(content *to, int kind);       /* AU predictor */

enum { CCNF_RECORDS_AT = 8 + 4 + 36 + 12 }; /* plus 4 n visibilities: offset of the window list */

/* A whole set below /m: an installation with landmark model, MTCNN and AU models. */
void write_installation(memory_files *files);
#define SYNTHETIC_DIR "/m"
#define SYNTHETIC_MAIN "/m/model/main_clnf_general.txt"
#define SYNTHETIC_MTCNN "/m/model/mtcnn_detector/MTCNN_detector.txt"
#define SYNTHETIC_AU "/m/AU_predictors/main_static_svms.txt"

#endif
