/* Writes the first inputs of every fuzz target, tiny models that are right, into FOLDER/FORMAT/seed-*: seeds FOLDER */
#include "landmark/clnf/expert_cache_pack.h"
#include "model/pack_models.h"
#include "unit/model/synthetic.h"
#include "unit/nn/tiny_net.h"

#if FACS_HAVE_LIBARCHIVE
#include <archive.h>
#include <archive_entry.h>
#endif
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void save(const char *folder, const char *format, const char *name, const content *seed)
{
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/%s", folder, format);
    bool fits = length > 0 && (size_t)length + strlen(name) + 16 < sizeof path;
    if (fits) {
        mkdir(path, 0777);
        snprintf(path + length, sizeof path - (size_t)length, "/seed-%s", name);
    }
    FILE *file = fits ? fopen(path, "wb") : NULL;
    bool good = file && fwrite(seed->bytes, 1, seed->size, file) == seed->size;
    if (!file || fclose(file) != 0 || !good) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(1);
    }
}

/* a predictor whose matrices hold bytes, so that it stays small */
static void write_small_predictor(content *to, int kind)
{
    static const int shapes[2][2] = {{1, 4702}, {4702, 1}};
    put_i32(to, kind);
    if (kind == 1)
        put_f64(to, 0.25);
    for (int i = 0; i < 2; i++) {
        put_head(to, shapes[i][0], shapes[i][1], 0);
        for (int j = 0; j < 4702; j++)
            put_bytes(to, &(uint8_t){(uint8_t)(j % 5)}, 1);
    }
    put_f64(to, -0.5);
    if (kind >= 4) {
        put_f64(to, 1);
        put_f64(to, 0);
    }
}

/* two sets, one file in both, two licences; single quotes stand for double ones */
static void save_manifest(const char *folder)
{
    static const char text[] =
        "{'version':1,'licences':{'a':{'name':'A','summary':'s','url':'https://a'},'b':{'name':'B','summary':'t','url':"
        "'http://b'}},'sets':[{'name':'one','default':true,'title':'x','unlocks':'y','landmarks':['clnf-general']},"
        "{'name':'two','title':'x','unlocks':'y'}],'files':[{'path':'originals/a.dat','sets':['one','two'],'size':12,"
        "'sha256':'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef','publisher':'p','licence':'a',"
        "'urls':['https://c/a.dat','http://d/a']},{'path':'derived/b','sets':['two'],'size':4096,'sha256':"
        "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef','publisher':'q','licence':'b','urls':[],"
        "'obtain':'by hand'}]}\n";
    content seed = {0};
    put_bytes(&seed, text, sizeof text - 1);
    for (size_t i = 0; i < seed.size; i++)
        if (seed.bytes[i] == '\'')
            seed.bytes[i] = '"';
    save(folder, "manifest", "two-sets", &seed);
    free(seed.bytes);
}

static void save_text(const char *folder, const char *format, const char *name, const char *text)
{
    content seed = {0};
    put_bytes(&seed, text, strlen(text));
    save(folder, format, name, &seed);
    free(seed.bytes);
}

/* a manifest, behind a zero byte, and a list */
static void save_batch(const char *folder)
{
    static const char manifest[] =
        "\0#facsimile-manifest 1\tversion=0.2.0\tpipeline=open\tshard=1/1\n"
        "input\toutput\tstate\tcode\treason\tframes\tframes_with_face\tseconds\tcpu_seconds\tinput_bytes\tinput_time_"
        "ns\t"
        "input_sha256\toutput_bytes\toutput_sha256\tstarts\trow_options\tgroup\n"
        "a.mp4\ta.csv\tstarted\t\t\t0\t0\t\t\t9\t1\t\t0\t\t1\tfaces=many\tx\n"
        "a.mp4\ta.csv\tok\t\t\t5\t4\t1.5\t1.25\t9\t1\t\t8\t\t0\tfaces=many\tx\n"
        "b.mp4\tc/b.csv\tfailed\tFACS_E_MEDIA\tno\\tvideo\t0\t0\t0.1\t\t9\t1\t\t0\t\t0\t\t\n";
    content seed = {0};
    put_bytes(&seed, manifest, sizeof manifest - 1);
    save(folder, "batch", "manifest", &seed);
    free(seed.bytes);
    save_text(folder, "batch", "list", "\1input,group,output,start\na.mp4,\"x, y\",o/p,1:02.5\nb.mp4,,,\n");
}

static void save_patches(const char *folder)
{
    content ccnf = {0}, svr = {0}, cen = {0}, cen64 = {0};
    write_ccnf(&ccnf, 3);
    save(folder, "ccnf", "tiny", &ccnf);
    write_svr(&svr, 3);
    save(folder, "svr", "tiny", &svr);
    write_cen(&cen, 3, 5);
    save(folder, "cen", "tiny", &cen);
    write_cen(&cen64, 3, 6);
    save(folder, "cen", "f64", &cen64);
    free(ccnf.bytes);
    free(svr.bytes);
    free(cen.bytes);
    free(cen64.bytes);
}

static void save_shapes(const char *folder)
{
    content pdm = {0}, triangles = {0}, validator = {0}, validator3 = {0};
    write_pdm(&pdm, 3, 2);
    save(folder, "pdm", "tiny", &pdm);
    write_triangles(&triangles);
    save(folder, "triangles", "tiny", &triangles);
    write_validator(&validator, 68);
    save(folder, "validator", "tiny", &validator);
    write_validator(&validator3, 3);
    save(folder, "validator", "three", &validator3);
    free(pdm.bytes);
    free(triangles.bytes);
    free(validator.bytes);
    free(validator3.bytes);
}

/* parts of an input made of several files, with bytes 0x1e between them */
static void save_joined(const char *folder, const char *format, memory_files *files, const char *const *paths)
{
    content seed = {0};
    for (int i = 0; paths[i]; i++) {
        const content *part = memory_file_get(files, paths[i]);
        if (i)
            put_bytes(&seed, "\x1e", 1);
        put_bytes(&seed, part->bytes, part->size);
    }
    save(folder, format, "tiny", &seed);
    free(seed.bytes);
}

static void save_installation(const char *folder)
{
    static memory_files files;
    static const char *const networks[] = {"/m/model/mtcnn_detector/p.dat", "/m/model/mtcnn_detector/r.dat",
                                           "/m/model/mtcnn_detector/o.dat", SYNTHETIC_MTCNN};
    static const char *const names[] = {"p", "r", "o", "list"};
    write_installation(&files);
    for (int i = 0; i < 4; i++) {
        content seed = {0};
        const content *network = memory_file_get(&files, networks[i]);
        put_bytes(&seed, &(uint8_t){(uint8_t)i}, 1);
        put_bytes(&seed, network->bytes, network->size);
        save(folder, "mtcnn", names[i], &seed);
        free(seed.bytes);
    }
    save_joined(folder, "landmarks", &files,
                (const char *const[]){SYNTHETIC_MAIN, "/m/model/detector.txt", "/m/model/early.txt", NULL});
    save_joined(folder, "au_lists", &files, (const char *const[]){SYNTHETIC_AU, "/m/AU_predictors/list.txt", NULL});
    memory_files_free(&files);
}

static void save_networks(const char *folder)
{
    net_bytes made;
    write_tiny_net(&made);
    save(folder, "net", "tiny", &(content){made.bytes, made.size, 0});
    write_tiny_tflite(&made);
    save(folder, "tflite", "tiny", &(content){made.bytes, made.size, 0});
}

static void save_predictors(const char *folder)
{
    static const char *const names[] = {"svr-static", "svr-dynamic", "", "", "svm-static", "svm-dynamic"};
    for (int kind = 0; kind < 6; kind++) {
        content seed = {0};
        write_small_predictor(&seed, kind);
        if (names[kind][0])
            save(folder, "au_predictor", names[kind], &seed);
        free(seed.bytes);
    }
}

/* The pack of one kind of models, behind the byte that says so; written to a file that is removed again. */
static void save_pack(const char *folder, const char *name, uint8_t kind, facs_landmark_model *landmarks,
                      facs_mtcnn_model *networks, facs_au_model *units)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/pack-being-written", folder);
    facs_env env = facs_env_resolve(NULL);
    facs_pack_walk walk;
    facs_error error = {.message = ""};
    uint8_t *bytes = NULL;
    size_t size = 0;
    facs_status status = facs_pack_write_begin(&env, path, &walk, &error);
    if (status == FACS_OK) {
        if (landmarks)
            facs_pack_landmarks(&walk, &landmarks);
        else if (networks)
            facs_pack_mtcnn(&walk, &networks);
        else
            facs_pack_aus(&walk, &units);
        status = facs_pack_write_end(&walk, 0);
    }
    if (status == FACS_OK)
        status = facs_read_file(&env, path, FACS_E_NOT_FOUND, &bytes, &size, &error);
    if (status != FACS_OK) {
        fprintf(stderr, "%s\n", error.message);
        exit(1);
    }
    remove(path);
    content seed = {0};
    put_bytes(&seed, &kind, 1);
    put_bytes(&seed, bytes, size);
    save(folder, "pack", name, &seed);
    free(seed.bytes);
    facs_free(&env, bytes);
}

/* what was computed from these models for the default windows, behind a byte as in packs */
static void save_expert_cache(const char *folder, const facs_env *env, facs_landmark_model *model)
{
    char path[4096], cache_path[4096 + 16];
    uint8_t *bytes = NULL;
    size_t size = 0;
    facs_error error = {.message = ""};
    snprintf(path, sizeof path, "%s/pack-being-written", folder);
    snprintf(cache_path, sizeof cache_path, "%s.experts", path);
    model->derived_path = path;
    facs_env plain = facs_env_resolve(NULL);
    facs_status status = facs_expert_cache_pack_write(env, model, &error);
    if (status == FACS_OK)
        status = facs_read_file(&plain, cache_path, FACS_E_NOT_FOUND, &bytes, &size, &error);
    if (status != FACS_OK) {
        fprintf(stderr, "%s\n", error.message);
        exit(1);
    }
    model->derived_path = NULL;
    remove(cache_path);
    content seed = {0};
    put_bytes(&seed, &(uint8_t){0}, 1);
    put_bytes(&seed, bytes, size);
    save(folder, "expert_cache", "groups", &seed);
    free(seed.bytes);
    facs_free(&plain, bytes);
}

static void save_packs(const char *folder)
{
    static memory_files files;
    facs_env env = memory_env(&files);
    facs_landmark_model *whole = NULL, *part = NULL;
    facs_mtcnn_model *networks = NULL;
    facs_au_model *units = NULL;
    facs_error error = {.message = ""};
    write_installation(&files);
    put_text(memory_file_new(&files, "/m/AU_predictors/list.txt"), "four.dat AU45");
    facs_status status = facs_landmark_model_load(&env, SYNTHETIC_MAIN, &whole, &error);
    if (status == FACS_OK)
        status = facs_landmark_model_load(&env, "/m/model/part/left_main.txt", &part, &error);
    if (status == FACS_OK)
        status = facs_mtcnn_load(&env, SYNTHETIC_MTCNN, &networks, &error);
    if (status == FACS_OK)
        status = facs_au_model_load(&env, SYNTHETIC_AU, &units, &error);
    if (status != FACS_OK) {
        fprintf(stderr, "%s\n", error.message);
        exit(1);
    }
    save_pack(folder, "landmarks", 0, whole, NULL, NULL);
    save_pack(folder, "part", 0, part, NULL, NULL);
    save_pack(folder, "networks", 1, NULL, networks, NULL);
    save_pack(folder, "action-units", 2, NULL, NULL, units);
    save_expert_cache(folder, &env, whole);
    facs_landmark_model_free(&env, &whole);
    facs_landmark_model_free(&env, &part);
    facs_mtcnn_free(&env, &networks);
    facs_au_model_free(&env, &units);
    memory_files_free(&files);
}

/* of the sets of fuzz_record.c: SHA-256 of the licences of each, and of their file */
#define TERMS_ONE "a34324610270a28e1b58368eb0327cdf880b660d42a10dabd123d56d35b9480a"
#define TERMS_TWO "62570088a6ae874a6f68038cf697f3128e52b0cbc70b1d9f6910d7012d0f71bb"
#define FILES "8498b44f7b5aebce2ae0ce7fbdca0196c684e198f21590dcdd2b3ef3f28efddb"

static void save_records(const char *folder)
{
    save_text(folder, "record", "one", "{\"version\":1,\"sets\":{\"one\":{\"accepted\":\"" TERMS_ONE "\"}}}\n");
    save_text(folder, "record", "both",
              "{\"version\":1,\"sets\":{\"one\":{\"accepted\":\"toy\"},\"two\":{\"accepted\":\"" TERMS_TWO
              "\",\"verified\":\"" FILES "\"}}}\n");
    save_text(folder, "record", "elsewhere", "{\"version\":2,\"sets\":[{\"one\":[]},1],\"more\":{\"a\":null}}");
}

#if FACS_HAVE_LIBARCHIVE
static void save_archive(const char *folder, const char *name, int (*format)(struct archive *),
                         int (*filter)(struct archive *))
{
    static const char *const members[][2] = {{"models/readme", "nothing that is wanted\n"},
                                             {"models/a.dat", "first\n"},
                                             {"../b.dat", "the second file\n"},
                                             {"/c.dat", "the second copy\n"}};
    content seed = {.bytes = calloc(1, 1 << 20)};
    struct archive *archive = archive_write_new();
    if (format(archive) != ARCHIVE_OK || filter(archive) != ARCHIVE_OK ||
        archive_write_open_memory(archive, seed.bytes, 1 << 20, &seed.size) != ARCHIVE_OK) {
        fprintf(stderr, "%s: %s\n", name, archive_error_string(archive));
        exit(1);
    }
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        struct archive_entry *entry = archive_entry_new();
        size_t size = strlen(members[i][1]);
        archive_entry_set_pathname(entry, members[i][0]);
        archive_entry_set_size(entry, (la_int64_t)size);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_write_header(archive, entry);
        archive_write_data(archive, members[i][1], size);
        archive_entry_free(entry);
    }
    archive_write_close(archive);
    archive_write_free(archive);
    save(folder, "archive", name, &seed);
    free(seed.bytes);
}

static void save_archives(const char *folder)
{
    save_archive(folder, "tar", archive_write_set_format_ustar, archive_write_add_filter_none);
    save_archive(folder, "pax", archive_write_set_format_pax, archive_write_add_filter_none);
    save_archive(folder, "tgz", archive_write_set_format_gnutar, archive_write_add_filter_gzip);
    save_archive(folder, "txz", archive_write_set_format_gnutar, archive_write_add_filter_xz);
    save_archive(folder, "tzst", archive_write_set_format_gnutar, archive_write_add_filter_zstd);
    save_archive(folder, "cpio", archive_write_set_format_cpio_newc, archive_write_add_filter_bzip2);
    save_archive(folder, "zip", archive_write_set_format_zip, archive_write_add_filter_none);
    save_archive(folder, "7zip", archive_write_set_format_7zip, archive_write_add_filter_none);
}
#else
static void save_archives(const char *folder)
{
    (void)folder;
}
#endif

int main(int count, char **words)
{
    if (count != 2) {
        fprintf(stderr, "usage: seeds FOLDER\n");
        return 2;
    }
    const char *folder = words[1];
    mkdir(folder, 0777);
    save_patches(folder);
    save_networks(folder);
    save_shapes(folder);
    save_installation(folder);
    save_predictors(folder);
    save_packs(folder);
    save_manifest(folder);
    save_records(folder);
    save_archives(folder);
    save_batch(folder);
    save_text(folder, "boxes", "two", "10 20 110 130\n# 1\n\n10.5, -2, 30, 40.25\n");
    save_text(folder, "boxes", "good", "10 20 110 130\n\n+10.5,\t-2, 30, 40.25 \r\n");
    save_text(folder, "decimal", "short", "-73.393523 ");
    save_text(folder, "decimal", "long", "123456789012345678901234567890.5e-17\n");
    save_text(folder, "decimal", "small", "4.9e-324");
    save_text(folder, "decimal", "halfway", "16777217.0");
    save_text(folder, "csv", "same",
              "frame, face_id, success, x_0, AU01_r, AU01_c\n1, 0, 1, 3.5, 0.25, 1\n2,0,0,1e3,2,0\n");
    save_text(folder, "csv", "two",
              "frame,face,success,x_0,AU01_r,AU01_c\n1,0,1,3.5,0.25,1\n\x1e"
              "frame,face,success,x_0,AU01_r,AU01_c\r\n2,0,1,4.5,0.5,0\r\n1,0,1,nan,1,1\r\n");
    save_text(
        folder, "report", "table",
        "frame,face_id,timestamp,confidence,success,x_0,y_0,AU01_r,AU01L_r,AU01R_r,AU28_c\n1,0,0,1,1,3.5,4,0.25,2,1,1\n"
        "2,0,0.04,1,1,3.5,4,1.25,2,1,1\n3,0,0.08,1,0,3.5,4,nan,,1,0\n");
    save_text(
        folder, "report", "record",
        "frame,timestamp,success_right,success_left,AU12_right,AU12_left\n1,0,1,1,3.5,0.25\n\x1e"
        "{\"facsimile_sidecar\": 1, \"facsimile\": \"0.2.0\", \"input\": \"a/b.mp4\", \"pipeline\": {\"name\": "
        "\"open\"}, "
        "\"models\": [{\"name\": \"m\", \"sha256\": \"00\"}], \"options\": {\"every\": 2}, \"frames\": {\"out\": 3, "
        "\"width\": 32, \"height\": 24}, \"warnings\": [\"w\"], \"stopped\": true}\n");
    return 0;
}
