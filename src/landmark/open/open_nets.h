/* The networks that see a face of the open pipeline, and what their outputs mean. */
#ifndef FACS_LANDMARK_OPEN_OPEN_NETS_H
#define FACS_LANDMARK_OPEN_OPEN_NETS_H

#include "image/patch.h"
#include "nn/net_own.h"
#include "result/mesh.h"

enum { FACS_OPEN_FACE = 112 }; /**< side of the face network's picture */
#define FACS_OPEN_MARGIN 1.3   /**< of the face in it */

/** One thread. */
typedef struct facs_open_nets {
    facs_env env;
    facs_patcher *patcher;
    facs_net_runner face, eye, mouth;
    struct {
        int points, shapes, pose, flag;
    } face_out;
    struct {
        int lids, iris, opening, gaze;
    } eye_out;
    struct {
        int lips, shapes;
    } mouth_out;
} facs_open_nets;

facs_status facs_open_nets_create(const facs_env *env, facs_open_nets *nets, facs_error *error);
void facs_open_nets_free(facs_open_nets *nets);

/** All of the mesh, but eyes without opening and angles, from the face that the matrix puts, mirrored or not,
 *  into a square of FACS_OPEN_FACE pixels. */
facs_status facs_open_see_face(facs_open_nets *nets, const facs_image *grey, const double matrix[6], facs_mesh *mesh,
                               facs_error *error);
/** The same from where the mesh's points are, as the mean of two looks. */
facs_status facs_open_see_face_again(facs_open_nets *nets, const facs_image *grey, facs_mesh *mesh, facs_error *error);
/** Lids, irises, openings and angles of the eyes, lips and what moves them, more exactly; placed by the mesh's points. */
facs_status facs_open_see_parts(facs_open_nets *nets, const facs_image *grey, facs_mesh *mesh, facs_error *error);

#endif
