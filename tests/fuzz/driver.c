/* Feeds a fuzz target where there is no libFuzzer: every seed of tests/fuzz/seeds/TARGET/ as it is,
 * cut at each of some places, and with bytes changed, doubled, taken out and taken from another
 * seed. The same run each time, longer with JUMIN_FUZZ_SECONDS. A crash leaves its input in
 * build/crash-TARGET. */

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SEEDS_MOST = 512, SIZE_MOST = 65536, ROUNDS = 4000 };

struct seed {
    uint8_t *data;
    size_t size;
};

/* What a crash handler can reach. */
static uint8_t input[SIZE_MOST];
static size_t input_size;
static const char *crash_path;

static void keep_input(int signal)
{
    int file = open(crash_path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file >= 0) {
        ssize_t written = write(file, input, input_size);
        (void)written;
        close(file);
    }
    _exit(128 + signal);
}

static uint64_t state = 0x9E3779B97F4A7C15u;

static size_t any(size_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return below ? (size_t)(state % below) : 0;
}

static size_t read_seeds(const char *folder, struct seed *seeds)
{
    size_t count = 0;
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory && count < SEEDS_MOST && (entry = readdir(directory));) {
        char path[512];
        int length = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        bool named = entry->d_name[0] != '.' && length > 0 && (size_t)length < sizeof path;
        FILE *file = named ? fopen(path, "rb") : NULL;
        if (!file)
            continue;
        seeds[count].data = malloc(SIZE_MOST);
        seeds[count].size = fread(seeds[count].data, 1, SIZE_MOST / 2, file);
        count++;
        fclose(file);
    }
    if (directory)
        closedir(directory);
    return count;
}

static void mutate(const struct seed *seeds, size_t count)
{
    const struct seed *seed = &seeds[any(count)];
    memcpy(input, seed->data, seed->size);
    input_size = seed->size;
    for (size_t rounds = 1 + any(6); rounds > 0; rounds--) {
        size_t at = any(input_size + 1);
        switch (any(6)) {
        case 0:
            if (at < input_size)
                input[at] = (uint8_t)any(256);
            break;
        case 1:
            if (at < input_size)
                input[at] ^= (uint8_t)(1u << any(8));
            break;
        case 2:
            input_size = at;
            break;
        case 3: {
            size_t cut = any(input_size - at + 1);
            memmove(input + at, input + at + cut, input_size - at - cut);
            input_size -= cut;
            break;
        }
        case 4: {
            size_t length = any(input_size - at + 1);
            if (input_size + length <= SIZE_MOST) {
                memmove(input + at + length, input + at, input_size - at);
                input_size += length;
            }
            break;
        }
        default: {
            const struct seed *other = &seeds[any(count)];
            size_t from = any(other->size + 1), length = any(other->size - from + 1);
            if (at + length <= SIZE_MOST) {
                memcpy(input + at, other->data + from, length);
                if (at + length > input_size)
                    input_size = at + length;
            }
        }
        }
    }
}

static void run(void)
{
    /* A copy of its own size, so that the sanitizer sees a read past the end. */
    uint8_t *copy = malloc(input_size ? input_size : 1);
    memcpy(copy, input, input_size);
    LLVMFuzzerTestOneInput(copy, input_size);
    free(copy);
}

int main(int argc, char **argv)
{
    (void)argc;
    const char *slash = strrchr(argv[0], '/');
    const char *target = slash ? slash + 1 : argv[0];
    static char folder[512], crash[512];
    snprintf(folder, sizeof folder, "tests/fuzz/seeds/%s", target);
    snprintf(crash, sizeof crash, "build/crash-%s", target);
    crash_path = crash;
    signal(SIGABRT, keep_input);
    static struct seed seeds[SEEDS_MOST];
    size_t count = read_seeds(folder, seeds);
    if (count == 0) {
        fprintf(stderr, "no seeds in %s\n", folder);
        return 1;
    }
    for (size_t i = 0; i < count; i++) {
        size_t step = seeds[i].size / 64 + 1;
        for (size_t size = 0; size <= seeds[i].size; size += step) {
            input_size = size;
            memcpy(input, seeds[i].data, size);
            run();
        }
        input_size = seeds[i].size;
        memcpy(input, seeds[i].data, input_size);
        run();
    }
    const char *seconds = getenv("JUMIN_FUZZ_SECONDS");
    time_t end = seconds ? time(NULL) + atol(seconds) : 0;
    size_t rounds = 0;
    while (rounds < ROUNDS || time(NULL) < end) {
        mutate(seeds, count);
        run();
        rounds++;
    }
    printf("%s: %zu seeds, %zu mutations\n", target, count, rounds);
    for (size_t i = 0; i < count; i++)
        free(seeds[i].data);
    return 0;
}
