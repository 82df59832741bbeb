/* Text on its way into a result file: what the sinks that write lines have in common. */
#ifndef FACS_SINK_TEXT_H
#define FACS_SINK_TEXT_H

#include "sink/sink.h"

/** State of such a sink: a buffer in front of a result file. */
typedef struct facs_text facs_text;

/** @param most bytes of the largest piece that is asked for in one go
 *  Errors: those of facs_output_open(), FACS_E_MEMORY. */
facs_status facs_text_open(const facs_sink_place *place, size_t most, facs_text **text, facs_error *error);
const facs_layout *facs_text_layout(const facs_text *text);

/** Room for one piece, at *at; write to it and say with facs_text_end where it ends. */
facs_status facs_text_begin(facs_text *text, char **at, facs_error *error);
void facs_text_end(facs_text *text, const char *end);
/** How many pieces there have been. */
int64_t facs_text_lines(const facs_text *text);
/** Somebody may read along, or the process be killed: let a stream, and a live run's file, have all that is there. */
facs_status facs_text_show(facs_text *text, facs_error *error);

/** A table: its first line, and a line for each face.  Each returns where its text ends. */
typedef char *facs_text_put_names(char *at, const facs_layout *layout);
typedef char *facs_text_put_row(char *at, const facs_layout *layout, const facs_result *result, const facs_face *face);

/** For facs_sink.open: facs_text_open() and the first line.  On failure nothing is left. */
facs_status facs_text_open_table(const facs_sink_place *place, size_t most, facs_text_put_names *put_names,
                                 void **state, facs_error *error);
/** For facs_sink.write: a line for each face, which a stream of a live input has at once. */
facs_status facs_text_write_rows(facs_text *text, const facs_result *result, facs_text_put_row *put_row,
                                 facs_error *error);

/** For facs_sink. */
facs_status facs_text_finish(void **text, facs_error *error);
const char *facs_text_set_aside(void *text);
void facs_text_abandon(void **text);

/** Text without its end. */
char *facs_put_text(char *at, const char *text);
/** All values of a field with their decimals and commas between them; "nan" and "inf" included. */
char *facs_put_values(char *at, const facs_field *field, const facs_values *values);
/** Value number `index` of them. */
char *facs_put_value(char *at, const facs_field *field, const facs_values *values, int index);
/** Bytes a value takes at most. */
size_t facs_value_room(const facs_field *field);

#endif
