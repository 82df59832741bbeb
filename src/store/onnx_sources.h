/* The files that parts of the models were read from, as text for files that are made of them. */
#ifndef FACS_STORE_ONNX_SOURCES_H
#define FACS_STORE_ONNX_SOURCES_H

#include "store/models.h"

/** *text: a line "NAME sha256=DIGITS" for each file, facs_free.  When the models were read through functions of the calling
 *  program, a line that says so.  FACS_E_MEMORY, and whatever reading an index file can give. */

/** P-Net (0), R-Net (1), O-Net (2). */
facs_status facs_onnx_mtcnn_sources(facs_models *models, int network, char **text, facs_error *error);
/** The dynamic action-unit models: main file, list, predictors. */
facs_status facs_onnx_au_sources(facs_models *models, char **text, facs_error *error);
/** Patch experts of a scale; and the last scale's, whose mirror tables serve all. */
facs_status facs_onnx_cen_sources(facs_models *models, int scale, char **text, facs_error *error);

#endif
