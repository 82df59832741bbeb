/* Members of the record of a run (docs/cli.md, The record of a run) that runs over files and live ones have in common. */
#ifndef FACS_EXTRACT_RECORD_MEMBERS_H
#define FACS_EXTRACT_RECORD_MEMBERS_H

#include "extract/sidecar.h"
#include "extract/verdict.h"
#include "session/session.h"
#include "store/models.h"

/** The object begins: mark, version, "input", "output". */
void facs_record_begin(facs_json *json, const char *input, const char *output);
/** "more_outputs": files, without the one whose path is `but` itself. */
void facs_record_add_outputs(facs_json *json, const facs_output *outputs, int64_t count, const char *but);
/** @param compat NULL, or the program whose rules are followed */
void facs_record_add_pipeline(facs_json *json, const facs_models *models, const char *compat);
/** "models": those of the pipeline, and what tells persons from each other where that is done.  FACS_E_MEMORY. */
facs_status facs_record_add_models(facs_json *json, facs_models *models, const facs_session *session);
/** Intrinsics as they were used.
 *  @param one_size false: pictures each have their own when they are derived */
void facs_record_add_camera(facs_json *json, const facs_camera *given, const facs_camera *used, bool one_size);
/** In "options": how a source was asked for; what was left alone, which is 0, is not there. */
void facs_record_add_source(facs_json *json, double timeout, int64_t width, int64_t height, double rate);
/** In "frames": frames and rows by what was found. */
void facs_record_add_verdict(facs_json *json, const facs_verdict *verdict);
/** "streams": whom results were sent to, if any, and which action units they got. */
void facs_record_add_streams(facs_json *json, const facs_output *outputs, int64_t count, const char *action_units);
/** "calibration", with what is known of persons: of whom. */
void facs_record_add_calibration(facs_json *json, const facs_session *session, bool many);
/** "columns": what stands in them. */
void facs_record_add_columns(facs_json *json, const facs_layout *layout);

#endif
