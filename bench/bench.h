/* Timing of single kernels against their plain twins. */
#ifndef FACSIMILE_BENCH_H
#define FACSIMILE_BENCH_H

#include <facsimile/facsimile.h>

/** Stands for the plain twin among the levels. */
#define BENCH_TWIN ((facs_cpu_level)-2)

/** One call of the kernel of `level`, or of its twin. */
typedef void bench_work(void *data, facs_cpu_level level);

/** Time `work` with the twin and with every level of this machine and print a line; names that do not contain the
 *  program's argument are left out. */
void bench_case(const char *name, bench_work *work, void *data);

/** Zeroed memory aligned to 64 bytes, never freed; random numbers -1 .. 1 from a fixed seed. */
void *bench_memory(size_t bytes);
float bench_random(void);
void bench_fill(float *values, size_t count);

/* one file per folder of src/, or subject */
void bench_image(void);
void bench_detect(void);
void bench_shape(void);
void bench_warp(void);
void bench_landmark(void);
void bench_au(void);

#endif
