/* One SVR or CEN patch expert on one area of interest (the CCNF expert is neurons and smooth of response_kernels.h). */
#ifndef FACS_LANDMARK_CLNF_EXPERTS_H
#define FACS_LANDMARK_CLNF_EXPERTS_H

#include "landmark/clnf/cen_kernels.h"
#include "landmark/clnf/response_kernels.h"

enum {
    FACS_BATCH_MAX = 2, /**< areas a network sees at once */
    FACS_BATCH_STRIDE_MAX =
        (FACS_CELLS_MAX / 2 * FACS_BATCH_MAX + FACS_BATCH_PAD - 1) / FACS_BATCH_PAD * FACS_BATCH_PAD,
};

/** Buffers of one thread, every member aligned to 64 bytes when the whole is. */
typedef struct facs_response_work {
    float area[FACS_BATCH_MAX][FACS_AREA_FLOATS];
    float sums[FACS_CELLS_PAD], map[FACS_CELLS_PAD];
    double correlation[FACS_CELLS_PAD];
    unsigned char scratch[FACS_RESPONSE_SCRATCH];
    float *layer[2]; /**< facs_cen_buffer(widest expert) floats each; CEN only */
} facs_response_work;

/** Response map of an SVR expert: w^2 values. */
void facs_svr_map(const facs_response_kernels *kernels, const facs_svr_expert *expert, int window, const float *area,
                  facs_response_work *work, float *map);

/** Floats each of work->layer needs for this expert. */
size_t facs_cen_buffer(const facs_cen_expert *expert);

/** Response maps of a CEN expert of the first `count` areas in `work`; maps[i] gets w^2 values. */
void facs_cen_maps(const facs_cen_kernels *kernels, const facs_cen_expert *expert, int window, int count,
                   facs_response_work *work, float *const maps[]);

/** What a CEN network sees of work->area[0]: w^2 / 2 blocks of 121 values, for one that is run elsewhere. */
void facs_cen_blocks(const facs_cen_kernels *kernels, int window, facs_response_work *work, float *blocks);
/** The map that belongs to the w^2 / 2 responses to these. */
void facs_cen_spread(int window, const float *responses, float *map);

/** Reverse the columns of a side x side square in place. */
void facs_flip_columns(int side, float *square);

#endif
