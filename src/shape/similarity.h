/* 2D similarity without translation; docs/algorithm/shape-model.md, Similarity. */
#ifndef FACS_SHAPE_SIMILARITY_H
#define FACS_SHAPE_SIMILARITY_H

/** 2x2 row-major A with dst ~ A src after removing means; src, dst: x of all n points then y. */
void facs_align_similarity(int n, const float *src, const float *dst, float a[4]);

#endif
