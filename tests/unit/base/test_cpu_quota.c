/* CPU quotas of control groups, in folders made up for the purpose. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/base.h"
#include "base/cpu_quota.h"

typedef struct file {
    const char *path, *text;
} file;

typedef struct machine {
    const char *what;
    double quota;
    file files[8];
} machine;

#define V2_MOUNT "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
#define V1_MOUNT                                                                                                       \
    "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n"                                                       \
    "32 31 0:29 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n"                                                \
    "33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
#define GROUP "/proc/self/cgroup"
#define MOUNTS "/proc/self/mountinfo"
#define TOP "/sys/fs/cgroup"
#define TOP_1 "/sys/fs/cgroup/cpu,cpuacct"

static const machine machines[] = {
    {"nothing there", 0, {{NULL, NULL}}},
    {"no limit", 0, {{GROUP, "0::/a\n"}, {MOUNTS, V2_MOUNT}, {TOP "/a/cpu.max", "max 100000\n"}}},
    {"version 2", 1.5, {{GROUP, "0::/a\n"}, {MOUNTS, V2_MOUNT}, {TOP "/a/cpu.max", "150000 100000\n"}}},
    {"in a name space of its own", 2, {{GROUP, "0::/\n"}, {MOUNTS, V2_MOUNT}, {TOP "/cpu.max", "40000 20000\n"}}},
    {"the group above has less",
     0.5,
     {{GROUP, "0::/a/b/c\n"},
      {MOUNTS, V2_MOUNT},
      {TOP "/a/b/c/cpu.max", "400000 100000\n"},
      {TOP "/a/b/cpu.max", "max 100000\n"},
      {TOP "/a/cpu.max", "50000 100000\n"}}},
    {"the group itself has less",
     1,
     {{GROUP, "0::/a/b\n"}, {MOUNTS, V2_MOUNT}, {TOP "/a/b/cpu.max", "1000 1000\n"}, {TOP "/a/cpu.max", "9000 1000"}}},
    {"a group beside has less",
     3,
     {{GROUP, "0::/a\n"}, {MOUNTS, V2_MOUNT}, {TOP "/a/cpu.max", "3 1\n"}, {TOP "/ab/cpu.max", "1 1\n"}}},
    {"a part of the tree is mounted",
     2,
     {{GROUP, "0::/docker/abc/x\n"},
      {MOUNTS, "30 23 0:26 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw\n"},
      {TOP "/x/cpu.max", "max 100000\n"},
      {TOP "/cpu.max", "200000 100000\n"}}},
    {"another part is mounted",
     2,
     {{GROUP, "0::/docker/abcd\n"},
      {MOUNTS, "30 23 0:26 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw\n"},
      {TOP "/d/cpu.max", "100000 100000\n"},
      {TOP "/cpu.max", "200000 100000\n"}}},
    {"outside of the name space", 4, {{GROUP, "0::/../../x\n"}, {MOUNTS, V2_MOUNT}, {TOP "/cpu.max", "4 1\n"}}},
    {"version 1",
     2.5,
     {{GROUP, "5:cpuset:/q\n4:cpu,cpuacct:/a\n1:name=systemd:/z\n0::/z\n"},
      {MOUNTS, V1_MOUNT},
      {TOP_1 "/a/cpu.cfs_quota_us", "250000\n"},
      {TOP_1 "/a/cpu.cfs_period_us", "100000\n"},
      {TOP_1 "/q/cpu.cfs_quota_us", "100000\n"},
      {TOP_1 "/q/cpu.cfs_period_us", "100000\n"}}},
    {"version 1 without a limit",
     0,
     {{GROUP, "4:cpu,cpuacct:/a\n"},
      {MOUNTS, V1_MOUNT},
      {TOP_1 "/a/cpu.cfs_quota_us", "-1\n"},
      {TOP_1 "/a/cpu.cfs_period_us", "100000\n"}}},
    {"both versions",
     1,
     {{GROUP, "4:cpu,cpuacct:/a\n0::/b\n"},
      {MOUNTS, V1_MOUNT "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"},
      {TOP_1 "/a/cpu.cfs_quota_us", "200000\n"},
      {TOP_1 "/a/cpu.cfs_period_us", "100000\n"},
      {TOP "/unified/b/cpu.max", "100000 100000\n"}}},
    {"text that is none",
     0,
     {{GROUP, "0::/a\n"}, {MOUNTS, V2_MOUNT "x\n - \n"}, {TOP "/a/cpu.max", "many\n"}, {TOP "/cpu.max", ""}}},
    {"a period of nothing", 0, {{GROUP, "0::/a\n"}, {MOUNTS, V2_MOUNT}, {TOP "/a/cpu.max", "100000 0\n"}}},
    {"no period", 0, {{GROUP, "0::/a\n"}, {MOUNTS, V2_MOUNT}, {TOP "/a/cpu.max", "100000"}}},
    {"no group", 0, {{GROUP, "nonsense\n::\n:"}, {MOUNTS, V2_MOUNT}, {TOP "/cpu.max", "1 1\n"}}},
};

static void remove_folder(const char *folder)
{
    char command[100];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
}

static void put(const char *root, const file *f)
{
    char path[300];
    snprintf(path, sizeof path, "%s%s", root, f->path);
    assert_int_equal(facs_path_make_folders(path), 0);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(f->text, out);
    fclose(out);
}

static void quotas(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
        char root[] = "/tmp/facs-quota-XXXXXX";
        assert_non_null(mkdtemp(root));
        for (const file *f = machines[i].files; f->path; f++)
            put(root, f);
        double quota = facs_cpu_quota_in(root);
        remove_folder(root);
        if (quota != machines[i].quota)
            fail_msg("%s: %g, expected %g", machines[i].what, quota, machines[i].quota);
    }
}

/* a mount list with a line longer than any buffer */
static void long_lines(void **state)
{
    (void)state;
    char root[] = "/tmp/facs-quota-XXXXXX", *text = malloc(20000);
    assert_non_null(mkdtemp(root));
    memset(text, 'x', 10000);
    snprintf(text + 10000, 10000, "\n%s", V2_MOUNT);
    const file files[] = {{GROUP, "0::/a\n"}, {MOUNTS, text}, {TOP "/a/cpu.max", "3 2\n"}};
    for (int i = 0; i < 3; i++)
        put(root, &files[i]);
    double quota = facs_cpu_quota_in(root);
    remove_folder(root);
    free(text);
    assert_true(quota == 1.5);
}

static void of_this_machine(void **state)
{
    (void)state;
    double quota = facs_cpu_quota();
    assert_true(quota >= 0 && facs_cpu_cores() >= 1);
    assert_true(quota <= 0 || facs_cpu_cores() < quota + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotas),
        cmocka_unit_test(long_lines),
        cmocka_unit_test(of_this_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
