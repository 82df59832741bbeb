/* A result and the memory of its faces.  How much a face holds depends on the models, so its arrays lie in a block
 * behind it. */
#ifndef FACS_RESULT_FACE_STORE_H
#define FACS_RESULT_FACE_STORE_H

#include "base/base.h"
#include "image/image.h"
#include "result/look.h"
#include "result/mesh.h"

/** How many of everything a face has. */
typedef struct facs_face_shape {
    int landmarks, eye_landmarks, modes, au_r, au_c;
    bool gaze; /**< without eye landmarks too */
    bool mesh; /**< on the way to the action units there is one (result/mesh.h) */
    int landmarks_98, emotions, likelihoods;
    int au_raw;       /**< raw intensities and baselines: 0, or as many as intensities */
    bool look;        /**< what the action units were told from is kept (result/look.h) */
    bool gaze_screen; /**< somebody fills it; for the layout only */
    int portrait;     /**< pixels of the side of another aligned face that is kept with it; 0 = none */
} facs_face_shape;

/** A face to be filled: what callers see, and its arrays to write to. */
typedef struct facs_face_slot {
    facs_face face;
    facs_face_shape shape;
    float *landmarks, *landmarks_3d, *eye_landmarks, *eye_landmarks_3d, *params_local;
    float *landmarks_98, *likelihood;
    double *au_r, *au_c, *emotion, *au_raw, *au_baseline;
    float
        box[4]; /**< in which the face was seen, for the action units; width 0 = not known; neither packed nor copied */
    facs_mesh *mesh;    /**< NULL = the shape has none; neither packed nor copied */
    bool has_mesh;      /**< it is filled */
    facs_look *look;    /**< NULL = the shape has none; neither packed nor copied */
    bool has_look;      /**< it is filled */
    uint8_t *portrait;  /**< B G R, filled with the look; NULL = the shape has none; likewise */
    uint64_t hidden[2]; /**< bit i: landmark i is not seen from where the face is seen; neither packed nor copied */
} facs_face_slot;

typedef struct facs_face_store {
    facs_result result; /**< first: facs_result_face() finds the rest from it */
    facs_env env;       /**< of its memory, and of copies */
    facs_face_shape shape;
    facs_face_slot *slots; /**< of the block; result.face_count of them are in use */
    int capacity;
    facs_pixels picture; /**< the frame itself, B G R, where it is kept; not copied */
    bool has_picture;
} facs_face_store;

/** Without faces and without memory.  env must be resolved; shape NULL = nothing. */
void facs_face_store_init(facs_face_store *store, const facs_env *env, const facs_face_shape *shape);
/** `count` faces, all zero. */
facs_status facs_face_store_resize(facs_face_store *store, int count, facs_error *error);
/** Zero but for face_id, track and person, which are not known. */
void facs_face_slot_clear(facs_face_slot *slot);
void facs_face_store_free(facs_face_store *store);

/** Where face number `index` looks on a screen, into a result before anybody reads it. */
void facs_result_set_gaze_screen(facs_result *result, int index, float x, float y);

/** What the action units of face number `index` were told from, borrowed; NULL = it was not kept. */
const facs_look *facs_result_look(const facs_result *result, int index);

/** The other aligned face, B G R, as many pixels a side as its shape says, borrowed; NULL = there is none. */
const uint8_t *facs_result_portrait(const facs_result *result, int index);
/** Is the landmark of the face one that is not seen from where the face is seen? */
bool facs_result_hidden(const facs_result *result, int index, int landmark);
/** The frame, B G R, borrowed; NULL = it was not kept, or could not be read. */
const facs_pixels *facs_result_picture(const facs_result *result);

/** Bytes of a face of this shape when it is packed, a multiple of 8. */
size_t facs_face_bytes(const facs_face_shape *shape);
void facs_face_pack(const facs_face_slot *slot, void *bytes);
/** `slot` has the shape of the face that was packed. */
void facs_face_unpack(const void *bytes, facs_face_slot *slot);

#endif
