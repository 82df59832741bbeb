/* Sigma, the matrix that smooths the sum of a CCNF expert's neurons over the window; spec 02 3.5, appendix A.3.
 *
 *     Sigma = (2 (s 1 + sum of beta_b C_b))^-1,   s = sum of alphas,   order w^2
 *
 * The components C_b are those of a window of w x w cells and, in the known models, do not change when the window is
 * mirrored or transposed.  Then neither does Sigma, which saves work twice:
 *
 *  - Inversion.  Functions on the window that are even or odd in x and in y do not mix, so the matrix falls apart into
 *    four of about (w/2)^2 rows: even-even, even-odd, odd-even (equal to even-odd after transposition) and odd-odd.
 *  - Storage.  Only the rows of one quadrant (centre lines included) are kept; the other rows are these with the map
 *    mirrored: (Sigma r)(F a) = sum over b of Sigma(a, b) r(F b).
 *
 * Components without these symmetries, or an empty set, are handled too (FACS_SIGMA_DENSE, FACS_SIGMA_SCALAR). */
#ifndef FACS_LANDMARK_SIGMA_H
#define FACS_LANDMARK_SIGMA_H

#include "model/model.h"

enum {
    FACS_CELLS_MAX = FACS_WINDOW_MAX * FACS_WINDOW_MAX,
    FACS_CELLS_PAD = 304,  /**< cells of the largest window and room for the last vectors of the kernels */
    FACS_SIGMA_PAD = 16,   /**< columns are padded to a multiple of this */
    FACS_SIGMA_BLOCKS = 3, /**< even-even, even-odd (= odd-even), odd-odd */
    FACS_FOLD_MAX = 64,    /**< cells of the largest quadrant */
};

/** A pivot below this means: not positive definite (spec 02 4.5). */
#define FACS_PIVOT_MIN 1.1920929e-7

typedef enum facs_sigma_kind { FACS_SIGMA_SCALAR, FACS_SIGMA_QUADRANT, FACS_SIGMA_DENSE } facs_sigma_kind;

/** Sigma of one expert and window: for QUADRANT and DENSE `columns` holds w^2 columns of `rows` values, padded to
 *  `stride`; for SCALAR `factor` is the diagonal. */
typedef struct facs_sigma {
    facs_sigma_kind kind;
    int window, rows, stride;
    float factor;
    float *columns;
} facs_sigma;

/** Components of one window in the folded basis; `symmetric` false = use the dense way. */
typedef struct facs_sigma_basis {
    const facs_sigma_window *source;
    bool symmetric;
    double *folded; /**< count x 3 blocks (even-even, even-odd, odd-odd), block after block, rows of its own size */
} facs_sigma_basis;

/** Fold the components; checks the symmetries.  NULL source or count 0 gives an empty basis. */
facs_status facs_sigma_basis_create(const facs_env *env, const facs_sigma_window *source, facs_sigma_basis *basis,
                                    facs_error *error);
void facs_sigma_basis_free(const facs_env *env, facs_sigma_basis *basis);

/** In-place inverse of a symmetric positive definite matrix of `n` rows `stride` (a multiple of 8) apart; false
 * (content lost) when a pivot is below FACS_PIVOT_MIN. */
typedef bool facs_invert_function(int n, int stride, double *matrix);

/** Blocks while they are inverted. */
typedef struct facs_sigma_work {
    double value[FACS_SIGMA_BLOCKS][FACS_FOLD_MAX * FACS_FOLD_MAX];
    int stride[FACS_SIGMA_BLOCKS];
} facs_sigma_work;

/** Sigma of `expert` for `window`.  `basis` belongs to that window (may be empty), `betas` = number of betas the expert
 *  has.  A matrix that is not positive definite gives zeros. */
facs_status facs_sigma_create(const facs_env *env, const facs_ccnf_expert *expert, int window, int betas,
                              const facs_sigma_basis *basis, facs_invert_function *invert, facs_sigma_work *work,
                              facs_sigma *sigma, facs_error *error);
void facs_sigma_free(const facs_env *env, facs_sigma *sigma);

/** The plain twin, step by step as the spec says: dense Cholesky inversion with f32 storage.  `dense` gets w^2 x w^2
 *  values, `scratch` the same number.  False and zeros when the matrix is not positive definite. */
bool facs_sigma_dense_reference(const facs_ccnf_expert *expert, int window, int betas, const facs_sigma_window *source,
                                float *dense, float *scratch);
bool facs_invert_reference(int n, int stride, double *matrix);

#endif
