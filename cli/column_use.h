/* What columns of results are to `validate`. */
#ifndef FACSIMILE_CLI_COLUMN_USE_H
#define FACSIMILE_CLI_COLUMN_USE_H

typedef enum column_use {
    USE_NONE,
    USE_AU,       /* intensity of an action unit: AU12_r */
    USE_POSE,     /* of the head, pose_Tx ... pose_Rz; of the shape model, p_scale, p_rx ... p_ty */
    USE_SHAPE,    /* p_0 ... */
    USE_POINT_3D, /* X_0, Y_0, Z_0 ... */
    USE_POINT_2D  /* x_0, y_0 ... */
} column_use;

column_use column_use_of(const char *name);

#endif
