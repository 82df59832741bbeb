/* The sinks of a run, opened, written and finished together. */
#ifndef FACS_EXTRACT_OUTPUTS_H
#define FACS_EXTRACT_OUTPUTS_H

#include "extract/pictures.h"
#include "sink/sink.h"

typedef struct facs_outputs facs_outputs;

/** @param wanted  sinks by name; texts, layout and frames outlive the outputs
 *  @param folder  pictures of a folder by themselves: outputs with a file for each are folders, made when they are not
 *                 there
 *  Errors: FACS_E_ARGUMENT, FACS_E_OUTPUT, FACS_E_DISK_FULL, FACS_E_MEMORY. */
facs_status facs_outputs_open(const facs_env *env, const facs_output *wanted, int count, const facs_layout *layout,
                              const facs_sink_frames *frames, bool folder, facs_outputs **outputs, facs_error *error);
/** What is not finished is removed. */
void facs_outputs_close(facs_outputs **outputs);

/** Some of what is wanted has this need. */
bool facs_outputs_want(const facs_output *wanted, int count, unsigned need);
/** `path` is the name of a file or folder. */
bool facs_outputs_names_file(const facs_output *wanted);
/** Some output has this need. */
bool facs_outputs_need(const facs_outputs *outputs, unsigned need);
/** Name of the first output that waits for the end of the video, in words. */
const char *facs_outputs_waiting(const facs_outputs *outputs);
/** Folder of a file that is written, for temporary files beside it; facs_free(); NULL = there is none, or no memory. */
char *facs_outputs_folder(const facs_outputs *outputs);
/** FACS_E_ARGUMENT when the file a picture's results go to is one of those that are read.
 *  @param read paths, which may be NULL */
facs_status facs_outputs_check_picture(const facs_outputs *outputs, const facs_picture_names *picture,
                                       const char *const read[2], const facs_models *models, facs_error *error);

/** Which outputs a result is for. */
typedef enum facs_audience { FACS_FOR_ALL, FACS_FOR_THOSE_AT_ONCE, FACS_FOR_THOSE_AT_THE_END } facs_audience;

/** @param picture NULL in videos */
facs_status facs_outputs_write(facs_outputs *outputs, facs_audience audience, const facs_result *result,
                               const facs_picture_names *picture, facs_error *error);

/** To those that draw on frames, which facs_outputs_write() leaves out.
 *  @param frame NULL = it cannot be read */
facs_status facs_outputs_draw(facs_outputs *outputs, const facs_result *result, const facs_picture_names *picture,
                              const facs_image *frame, const facs_media_frame *at, facs_error *error);
/** What is drawn so far is all there will be: a part. */
void facs_outputs_cut_drawn(facs_outputs *outputs);
/** Give up the files that are drawn.  The first of them, borrowed; NULL = there is none. */
const char *facs_outputs_drop_drawn(facs_outputs *outputs);
/** The first output that is drawn; NULL = there is none. */
const char *facs_outputs_drawn(const facs_outputs *outputs);

/** Give up the files, but not what is in folders already. */
void facs_outputs_drop_files(facs_outputs *outputs);
/** @param part the run was stopped: files that are there already stay as they are, see facs_output_set_aside() */
facs_status facs_outputs_finish(facs_outputs *outputs, bool part, facs_error *error);
/** After facs_outputs_finish, or in a run with a folder: where the results are, in words; borrowed. */
const char *facs_outputs_places(const facs_outputs *outputs);

#endif
