/* SPDX-License-Identifier: MIT */
#include "media/uplink/answer.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* ---- reading --------------------------------------------------------------------------------- */

/* Whatever the server says ends up in one line of text. */
static void copy_printable(char *to, size_t capacity, const char *from, size_t size)
{
    size_t used = 0;

    for (size_t i = 0; i < size && used + 1 < capacity; i++) {
        if (from[i] >= ' ' && from[i] <= '~')
            to[used++] = from[i];
    }
    to[used] = '\0';
}

static void take_status_line(struct jfi_answer *answer, const char *line, size_t size)
{
    const char *blank = memchr(line, ' ', size);
    const char *end = line + size;

    *answer = (struct jfi_answer){0};
    while (blank && blank < end && *blank == ' ')
        blank++;
    for (int digit = 0; blank && blank < end && digit < 3 && *blank >= '0' && *blank <= '9';
         digit++)
        answer->status = answer->status * 10 + *blank++ - '0';
    while (blank && blank < end && *blank == ' ')
        blank++;
    if (blank)
        copy_printable(answer->phrase, sizeof(answer->phrase), blank, (size_t)(end - blank));
}

/* The value, if the line is the header of that name; else NULL. */
static const char *match(const char *line, size_t size, const char *name, size_t *ret_size)
{
    const size_t name_size = strlen(name);
    const char *value = line + name_size;

    if (size <= name_size || strncasecmp(line, name, name_size) != 0)
        return NULL;
    size -= name_size;
    while (size > 0 && (*value == ' ' || *value == '\t')) {
        value++;
        size--;
    }
    *ret_size = size;
    return value;
}

static bool begins_with(const char *text, size_t size, const char *word)
{
    return size >= strlen(word) && strncasecmp(text, word, strlen(word)) == 0;
}

static void take_header(struct jfi_answer *answer, struct jfi_cookies *cookies, const char *line,
                        size_t size)
{
    size_t rest = 0;
    const char *value = NULL;

    if ((value = match(line, size, "Server:", &rest))) {
        answer->is_media_server =
            begins_with(value, rest, "Cougar/") || begins_with(value, rest, "Rex/");
    } else if ((value = match(line, size, "Set-Cookie:", &rest))) {
        jfi_cookies_take(cookies, value, rest);
    } else if ((value = match(line, size, "Content-Type:", &rest))) {
        copy_printable(answer->type, sizeof(answer->type), value, rest);
    } else if ((value = match(line, size, "WWW-Authenticate:", &rest))) {
        answer->offers_digest |= begins_with(value, rest, "Digest");
        answer->offers_basic |= begins_with(value, rest, "Basic");
    } else if (match(line, size, "Via:", &rest)) {
        answer->has_via = true;
    } else if (match(line, size, "Location:", &rest)) {
        answer->has_location = true;
    }
}

void jfi_answer_take_line(struct jfi_answer *answer, struct jfi_cookies *cookies, const char *line,
                          size_t size)
{
    if (begins_with(line, size, "HTTP/"))
        take_status_line(answer, line, size);
    else if (size == 0 || *line == '\r' || *line == '\n')
        answer->has_head = answer->status >= 200;
    else
        take_header(answer, cookies, line, size);
}

/* ---- judging --------------------------------------------------------------------------------- */

static const struct {
    int status, result;
    bool passes; /* it may be otherwise in a while */
} meanings[] = {
    {401, -EKEYREJECTED, false}, {403, -EKEYREVOKED, false}, {404, -ENOTNAM, false},
    {407, -ENOKEY, false},       {408, -ETIMEDOUT, true},    {410, -EIDRM, false},
    {503, -ENOSR, true},
};

static int judge_status(int status, bool *ret_passes)
{
    for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
        if (meanings[i].status == status) {
            *ret_passes = meanings[i].passes;
            return meanings[i].result;
        }
    }
    *ret_passes = status >= 500;
    if (status >= 300 && status < 400)
        return -ELOOP;
    return status >= 500 ? -EREMOTEIO : -EBADRQC;
}

int jfi_answer_judge(const struct jfi_answer *answer, struct jfi_uplink_failure *failure)
{
    bool passes = false;

    if (answer->status >= 300) {
        failure->result = judge_status(answer->status, &passes);
        jfi_reason_set(
            &failure->reason, "the server answered %d %s%s", answer->status, answer->phrase,
            answer->status == 401 && answer->offers_basic && !answer->offers_digest
                ? "; it takes the password only in clear text, to which nobody has consented"
                : "");
    } else if (!answer->is_media_server) {
        failure->result = -ENOPROTOOPT;
        jfi_reason_set(&failure->reason,
                       "the server answered %d, but it is none for pushed streams", answer->status);
    } else if (answer->body_bytes > 0) {
        failure->result = -ENOPROTOOPT;
        jfi_reason_set(&failure->reason, "the server answered with a page (%s)",
                       answer->type[0] ? answer->type : "of no type");
    } else {
        return 0;
    }
    failure->refused = !passes;
    return failure->result;
}
