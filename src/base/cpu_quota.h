/* Processor time that a container's limits leave this process (Linux control groups). */
#ifndef FACS_BASE_CPU_QUOTA_H
#define FACS_BASE_CPU_QUOTA_H

/** How many cores' time the CPU quotas of this process's control group and of those above it allow, the smallest; 0 = no
 *  limit, or none that can be read.
 *  @param root  "" = of this machine; for tests: a folder that holds proc/ and the mounted groups */
double facs_cpu_quota_in(const char *root);

#endif
