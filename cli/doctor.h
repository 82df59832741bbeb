/* The parts of facsimile doctor. */
#ifndef FACSIMILE_CLI_DOCTOR_H
#define FACSIMILE_CLI_DOCTOR_H

#include <cjson/cJSON.h>
#include <stdbool.h>

/** Each prints one part, or with `json` adds it to that object instead. */
bool doctor_machine(cJSON *json); /* processor, cameras; false: something is set wrongly */
/* what this build uses, video formats; false: FFmpeg cannot be loaded */
bool doctor_libraries(cJSON *json);
/* ONNX Runtime, and the networks of pipelines that it runs; files in `model_dir`, or NULL */
void doctor_networks(const char *model_dir, cJSON *json);

/** One line: mark, name, text. */
void doctor_line(int mark, const char *name, const char *text);

#endif
