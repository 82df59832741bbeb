/* Rotations: Euler angles, matrices (row-major 3x3 f32), axis-angle, all with the reference's roundings;
 * docs/algorithm/shape-model.md. */
#ifndef FACS_SHAPE_ROTATION_H
#define FACS_SHAPE_ROTATION_H

void facs_euler_to_matrix(const float euler[3], float matrix[9]);
void facs_matrix_to_euler(const float matrix[9], float euler[3]);
void facs_matrix_to_axis_angle(const float matrix[9], float axis_angle[3]);
void facs_axis_angle_to_matrix(const float axis_angle[3], float matrix[9]);
void facs_axis_angle_to_euler(const float axis_angle[3], float euler[3]);
/** Nearest rotation (determinant +1) of a 3x3 matrix. */
void facs_orthonormalise(float matrix[9]);

#endif
