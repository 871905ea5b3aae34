/* SPDX-License-Identifier: MIT */

/* faults.h: the runs, one child each, and what is wrong with one. */

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "faults-child.h"
#include "faults.h"

enum {
    TEXT_SIZE = 1 << 22,
    ANSWERS = 1,  /* exit statuses up to here are answers: yes or no */
    SHOWN = 12,   /* failures with all they tell */
    IDLE_MS = 20, /* asleep for so long: nothing left to do */
    TICK_NS = 1000000,
};

enum check {
    CHECK_CRASH,
    CHECK_STATUS,
    CHECK_ALL
};

static struct {
    unsigned int kinds;
    const char *callers;
    long runs, budget_ms, seed, only, seconds, highest_status;
    bool interrupts, copies, keeps_part;
    enum check check;
} wanted;

/* What a run showed. */
struct outcome {
    int status; /* as waitpid() has it */
    char *out;  /* TEXT_SIZE, ended by 0 */
    char *err;
    uint64_t files; /* a sum of all there are, with what is in them */
};

static char directory[] = "/tmp/jackfield-faults-XXXXXX";
static int out_fd, err_fd;
static uint64_t file_sum, initial_files;
static int failures;

/* ---- settings -------------------------------------------------------------------------------- */

static const char *text_setting(const char *name, const char *otherwise)
{
    const char *text = getenv(name);

    return text && *text ? text : otherwise;
}

static long number_setting(const char *name, long otherwise)
{
    return strtol(text_setting(name, "-1"), NULL, 10) < 0
               ? otherwise
               : strtol(text_setting(name, "0"), NULL, 10);
}

static unsigned int read_kinds(const char *text)
{
    return (strstr(text, "memory") ? FAULT_MEMORY : 0U) |
           (strstr(text, "files") ? FAULT_FILES : 0U) |
           (strstr(text, "system") ? FAULT_SYSTEM : 0U) |
           (strstr(text, "sockets") ? FAULT_SOCKETS : 0U);
}

static void read_settings(void)
{
    const char *check = text_setting("FAULTS_CHECK", "all");

    wanted.kinds = read_kinds(text_setting("FAULTS_KINDS", "memory"));
    wanted.callers = text_setting("FAULTS_CALLERS", "libjackfield,libjansson");
    wanted.runs = number_setting("FAULTS_RUNS", 200);
    wanted.budget_ms = number_setting("FAULTS_BUDGET", 3600L * 1000);
    wanted.seed = number_setting("FAULTS_SEED", 0);
    wanted.only = number_setting("FAULTS_ONLY", 0);
    wanted.seconds = number_setting("FAULTS_SECONDS", 20);
    wanted.highest_status = number_setting("FAULTS_STATUS", 8);
    wanted.copies = getenv("FAULTS_COPY") != NULL;
    wanted.keeps_part = getenv("FAULTS_PART") != NULL;
    wanted.interrupts = getenv("FAULTS_IDLE") != NULL;
    wanted.check = strcmp(check, "crash") == 0    ? CHECK_CRASH
                   : strcmp(check, "status") == 0 ? CHECK_STATUS
                                                  : CHECK_ALL;
}

/* ---- one run --------------------------------------------------------------------------------- */

static int sum_up(const char *path, const struct stat *status, int type, struct FTW *where)
{
    uint64_t sum = 14695981039346656037U;
    FILE *file = type == FTW_F ? fopen(path, "re") : NULL;
    int octet;

    (void)status;
    for (const char *at = path; where->level > 0 && *at; at++)
        sum = (sum ^ (unsigned char)*at) * 1099511628211U;
    while (file && (octet = getc(file)) != EOF)
        sum = (sum ^ (unsigned char)octet) * 1099511628211U;
    if (file)
        (void)fclose(file);
    file_sum += where->level > 0 ? sum : 0;
    return 0;
}

/* The name of a thing of the directory that the program was started in, in that of the runs. */
static void name_copy(const char *path, char *text, size_t size)
{
    (void)snprintf(text, size, "%s%s", directory, path + 1);
}

static int copy_one(const char *path, const struct stat *status, int type, struct FTW *where)
{
    char copy[4096], bytes[4096];
    ssize_t size = 0;
    int from, to;

    name_copy(path, copy, sizeof(copy));
    if (type == FTW_D && where->level > 0)
        (void)mkdir(copy, status->st_mode & 0777);
    if (type != FTW_F || !S_ISREG(status->st_mode))
        return 0;
    from = open(path, O_RDONLY | O_CLOEXEC);
    to = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, status->st_mode & 0777);
    while (from >= 0 && to >= 0 && (size = read(from, bytes, sizeof(bytes))) > 0)
        (void)!write(to, bytes, (size_t)size);
    (void)close(from);
    (void)close(to);
    return 0;
}

static uint64_t sum_of_files(void)
{
    file_sum = 0;
    (void)nftw(directory, sum_up, 8, FTW_PHYS);
    return file_sum;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)status;
    (void)type;
    if (where->level > 0)
        (void)remove(path);
    return 0;
}

static void read_back(int fd, char *text)
{
    ssize_t size = pread(fd, text, TEXT_SIZE - 1, 0);

    text[size < 0 ? 0 : size] = '\0';
}

/* The child: goes on to main(). */
static void be_run(long nth)
{
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)dup2(null, 0);
    (void)dup2(out_fd, 1);
    (void)dup2(err_fd, 2);
    (void)close(null);
    (void)close(out_fd);
    (void)close(err_fd);
    (void)alarm((unsigned int)wanted.seconds);
    if (wanted.check != CHECK_CRASH)
        (void)!chdir(directory);
    fault_begin(wanted.kinds, wanted.callers, nth);
}

static bool is_asleep(pid_t pid)
{
    char path[64], line[512] = "";
    const char *state;
    int fd;

    (void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        (void)!read(fd, line, sizeof(line) - 1);
        (void)close(fd);
    }
    state = strrchr(line, ')');
    return state && strncmp(state, ") S", 3) == 0;
}

static int await(pid_t pid)
{
    const struct timespec tick = {.tv_nsec = TICK_NS};
    int status = 0, idle_ms = 0;

    while (wanted.interrupts && waitpid(pid, &status, WNOHANG) == 0) {
        idle_ms = is_asleep(pid) ? idle_ms + 1 : 0;
        if (idle_ms == IDLE_MS)
            (void)kill(pid, SIGINT);
        (void)nanosleep(&tick, NULL);
    }
    if (!wanted.interrupts)
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            continue;
    return status;
}

/* True: this is the child. */
static bool run(long nth, struct outcome *outcome)
{
    pid_t pid;

    (void)!ftruncate(out_fd, 0);
    (void)!ftruncate(err_fd, 0);
    (void)lseek(out_fd, 0, SEEK_SET);
    (void)lseek(err_fd, 0, SEEK_SET);
    memset(fault_run, 0, sizeof(*fault_run));
    if (wanted.copies)
        (void)nftw(".", copy_one, 8, FTW_PHYS);
    if (nth == 0)
        initial_files = sum_of_files();
    pid = fork();
    if (pid == 0) {
        be_run(nth);
        return true;
    }
    outcome->status = await(pid);
    read_back(out_fd, outcome->out);
    read_back(err_fd, outcome->err);
    outcome->files = sum_of_files();
    (void)nftw(directory, remove_one, 8, FTW_PHYS | FTW_DEPTH);
    return false;
}

/* ---- what is wrong with it ------------------------------------------------------------------- */

static void show_place(const char *words, const struct fault_place *place)
{
    char command[256], line[256] = "";
    FILE *lines;

    (void)snprintf(command, sizeof(command), "addr2line -f -p -s -e '%s' 0x%lx 2>/dev/null",
                   place->object, place->offset - 1);
    lines = popen(command, "re");
    if (lines) {
        (void)!fgets(line, sizeof(line), lines);
        (void)pclose(lines);
    }
    line[strcspn(line, "\n")] = '\0';
    (void)printf("    %s %s (%s+0x%lx)\n", words, line, place->object, place->offset);
}

static void fail(long nth, const struct outcome *outcome, const char *format, ...)
{
    va_list words;

    failures++;
    if (failures > SHOWN)
        return;
    (void)printf("FAILED: request %ld (%s): ", nth,
                 fault_run->was_refused ? fault_run->refused : "none");
    va_start(words, format);
    (void)vprintf(format, words);
    va_end(words);
    (void)putchar('\n');
    if (fault_run->was_refused)
        show_place("refused to", &fault_run->caller);
    for (int i = 0; i < fault_run->frame_count; i++)
        show_place("at", &fault_run->frames[i]);
    if (fault_run->blocks > 0)
        show_place("block of", &fault_run->block_caller);
    if (*outcome->err)
        (void)printf("    it said: %.400s\n", outcome->err);
    /* What waits in a buffer would be written by the next run, too. */
    (void)fflush(stdout);
}

/* A status that is an answer, too ("no"), needs no word on stderr. */
static void check_ending(long nth, const struct outcome *outcome, const struct outcome *good)
{
    int status = WEXITSTATUS(outcome->status);

    if (!fault_run->has_ended)
        fail(nth, outcome, "ends with %d, but not by exit()", status);
    else if (status > wanted.highest_status)
        fail(nth, outcome, "exit status %d", status);
    else if (outcome->status != good->status && status != 0 && !*outcome->err)
        fail(nth, outcome, "exit status %d without a word", status);
}

/* What the number behind these is depends on time, or is the system's choice. */
static size_t skip_key(const char *text)
{
    static const char *const keys[] = {"\"generation\":", "\"serial\":", "mmsh://127.0.0.1:"};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (strncmp(text, keys[i], strlen(keys[i])) == 0)
            return strlen(keys[i]);
    }
    return 0;
}

/* The same but for such numbers. */
static bool is_same(const char *one, const char *other)
{
    while (*one && *one == *other) {
        const size_t key = skip_key(one);

        if (key == 0 || key != skip_key(other)) {
            one++;
            other++;
            continue;
        }
        one += key + strspn(one + key, "0123456789");
        other += key + strspn(other + key, "0123456789");
    }
    return *one == *other;
}

static void check_rest(long nth, const struct outcome *outcome, const struct outcome *good)
{
    bool is_good = outcome->status == good->status && WEXITSTATUS(outcome->status) <= ANSWERS;
    /* Without a file something is left out, which is told; without memory nothing is. What goes on
       until it is interrupted tries again later. */
    bool may_differ =
        wanted.interrupts || (wanted.kinds != FAULT_MEMORY && strcmp(outcome->err, good->err) != 0);

    if (fault_run->blocks > 0)
        fail(nth, outcome, "%d blocks are not freed, one of %zu bytes", fault_run->blocks,
             fault_run->block_bytes);
    if (fault_run->fds > 0)
        fail(nth, outcome, "%d descriptors are not closed, one of %s", fault_run->fds,
             fault_run->fd_target);
    if (is_good && !may_differ && !is_same(outcome->out, good->out))
        fail(nth, outcome, "exit status %d with another output", WEXITSTATUS(outcome->status));
    if (wanted.keeps_part)
        return;
    if (is_good ? !may_differ && outcome->files != good->files
                : outcome->files != initial_files && outcome->files != good->files)
        fail(nth, outcome, "exit status %d with other files", WEXITSTATUS(outcome->status));
}

static void check(long nth, const struct outcome *outcome, const struct outcome *good)
{
    if (WIFSIGNALED(outcome->status)) {
        fail(nth, outcome, WTERMSIG(outcome->status) == SIGALRM ? "hangs" : "signal %d",
             WTERMSIG(outcome->status));
        return;
    }
    if (wanted.check != CHECK_CRASH)
        check_ending(nth, outcome, good);
    if (wanted.check == CHECK_ALL)
        check_rest(nth, outcome, good);
}

/* ---- all runs -------------------------------------------------------------------------------- */

/* Every request, or in steps as even as can be. 0: no more. */
static long request_of_run(long run, long requests)
{
    long step = requests / wanted.runs;

    if (wanted.only > 0)
        return run == 0 ? wanted.only : 0;
    if (run >= wanted.runs || run >= requests)
        return 0;
    return step < 2 ? run + 1 : run * requests / wanted.runs + wanted.seed % step + 1;
}

static int64_t now_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* So many as there is time for, when each takes as long as the first; one at least. */
static void limit_runs(int64_t one_ns)
{
    int64_t most = wanted.budget_ms * 1000000 / (one_ns + 1) + 1;

    if (most < wanted.runs)
        wanted.runs = (long)most;
}

static bool prepare(struct outcome *outcomes)
{
    for (int i = 0; i < 2; i++) {
        outcomes[i].out = malloc(TEXT_SIZE);
        outcomes[i].err = malloc(TEXT_SIZE);
        if (!outcomes[i].out || !outcomes[i].err)
            return false;
    }
    out_fd = memfd_create("out", MFD_CLOEXEC);
    err_fd = memfd_create("err", MFD_CLOEXEC);
    fault_run =
        mmap(NULL, sizeof(*fault_run), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return out_fd >= 0 && err_fd >= 0 && fault_run != MAP_FAILED && mkdtemp(directory);
}

/* Before main(): the parent never gets there. */
__attribute__((constructor)) static void run_all(void)
{
    static struct outcome outcomes[2]; /* also of a run, which returns into the program */
    long requests, nth, runs = 0;
    int64_t start_ns;

    if (!getenv("FAULTS_KINDS"))
        return;
    read_settings();
    /* What the program starts is left alone. */
    (void)unsetenv("LD_PRELOAD");
    if (!prepare(outcomes))
        _exit(2);
    start_ns = now_ns();
    if (run(0, &outcomes[0]))
        return;
    limit_runs(now_ns() - start_ns);
    requests = atomic_load(&fault_run->requests);
    check(0, &outcomes[0], &outcomes[0]);
    while ((nth = request_of_run(runs, requests)) > 0) {
        if (run(nth, &outcomes[1]))
            return;
        runs++;
        check(nth, &outcomes[1], &outcomes[0]);
    }
    (void)rmdir(directory);
    (void)printf("%ld requests, %ld refused, %d failures\n", requests, runs, failures);
    (void)fflush(stdout);
    _exit(failures > 0);
}
