/* SPDX-License-Identifier: MIT */

/* FROM as ALSA writes it, and what is wrong when a PCM cannot be captured. */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "options.h"
#include "stream.h"

enum {
    FIELDS_MAX = 3,
    NAME_BYTES = 64,
    RATE_MIN_HZ = 8000,
    RATE_MAX_HZ = 192000,
    CHANNELS_MAX = 8
};

static const char prefix[] = "hw:";

/* What is asked of a PCM; 0: whatever suits it. */
struct request {
    char name[NAME_BYTES];
    unsigned int rate_hz, channel_count;
};

bool stream_is_hw(const char *from)
{
    return strncmp(from, prefix, strlen(prefix)) == 0;
}

/* ---- hw:CARD,DEV,SUB?rate=HZ&channels=N ------------------------------------------------------ */

/* "CARD=", "DEV=" and "SUBDEV=" may stand in front, as "arecord -L" prints them. */
static const char *skip_key(const char *field, size_t index)
{
    static const char *const keys[FIELDS_MAX] = {"CARD=", "DEV=", "SUBDEV="};
    const size_t length = strlen(keys[index]);

    return strncmp(field, keys[index], length) == 0 ? field + length : field;
}

/* Card ids are letters, digits, '_' and '-'; all else is a number. */
static bool is_field(const char *field, size_t index)
{
    if (!*field)
        return false;
    for (; *field; field++) {
        const unsigned char letter = (unsigned char)*field;

        if (!isdigit(letter) && (index > 0 || !(isalnum(letter) || strchr("_-", letter))))
            return false;
    }
    return true;
}

/* Cuts `text` into its fields and writes the name that libasound knows. */
static int parse_name(char *text, struct request *request)
{
    const char *fields[FIELDS_MAX] = {NULL, "0", NULL};
    const char *field = NULL;
    size_t count = 0;
    int length = 0;

    while ((field = strsep(&text, ","))) {
        if (count == FIELDS_MAX)
            return -EINVAL;
        field = skip_key(field, count);
        if (!is_field(field, count))
            return -EINVAL;
        fields[count++] = field;
    }
    length = snprintf(request->name, sizeof(request->name), "%s%s,%s%s%s", prefix, fields[0],
                      fields[1], fields[2] ? "," : "", fields[2] ? fields[2] : "");
    return length < 0 || (size_t)length >= sizeof(request->name) ? -EINVAL : 0;
}

/* A whole number of that range; -EINVAL. */
static int parse_number(const char *text, unsigned int min, unsigned int max,
                        unsigned int *ret_number)
{
    double number = 0;

    if (parse_decimal(text, &number) || !(number >= min && number <= max) ||
        number != (unsigned int)number)
        return -EINVAL;
    *ret_number = (unsigned int)number;
    return 0;
}

static int parse_wish(const char *wish, struct request *request)
{
    if (strncmp(wish, "rate=", strlen("rate=")) == 0)
        return parse_number(wish + strlen("rate="), RATE_MIN_HZ, RATE_MAX_HZ, &request->rate_hz);
    if (strncmp(wish, "channels=", strlen("channels=")) == 0)
        return parse_number(wish + strlen("channels="), 1, CHANNELS_MAX, &request->channel_count);
    return -EINVAL;
}

static int parse_wishes(char *text, struct request *request)
{
    const char *wish = NULL;
    int status = 0;

    while (!status && (wish = strsep(&text, "&")))
        status = parse_wish(wish, request);
    return status;
}

static int parse_request(const char *from, struct request *ret_request)
{
    char *copy = strdup(from + strlen(prefix));
    char *wishes = copy ? strchr(copy, '?') : NULL;
    int status = -ENOMEM;

    *ret_request = (struct request){.rate_hz = 0};
    if (!copy)
        return status;
    if (wishes)
        *wishes++ = '\0';
    status = parse_name(copy, ret_request);
    if (!status && wishes)
        status = parse_wishes(wishes, ret_request);
    free(copy);
    return status;
}

int stream_open_hw(const char *from, struct jf_source **ret_source)
{
    struct request request;
    int status = parse_request(from, &request);

    if (status == -EINVAL) {
        error_line("cannot capture from '%s': give a card by number or id, a device, and what is "
                   "wanted of it, such as hw:0,0 or hw:PCH,0,0?rate=%d&channels=%d",
                   from, 44100, 2);
        return EXIT_USAGE;
    }
    if (!status)
        status =
            jf_source_new_alsa(request.name, request.rate_hz, request.channel_count, ret_source);
    return status ? stream_report_pcm(status, from) : EXIT_YES;
}

/* ---- what is wrong --------------------------------------------------------------------------- */

static const char *pcm_fault(int status)
{
    switch (-status) {
    case ENOENT:
        return "there is no such card, or it does not capture there; see /proc/asound/pcm";
    case EBUSY:
        return "in use by another program; end that first, or capture from its PipeWire node if "
               "PipeWire uses it";
    case EPERM:
        return "not permitted; become a member of the group that owns /dev/snd, such as 'audio'";
    case EMEDIUMTYPE:
        return "it has no such rate or number of channels, or no samples of 16 to 32 bits; see "
               "what it has with 'arecord --dump-hw-params'";
    case ENOTSUP:
        return "this build has no ALSA";
    default:
        return NULL;
    }
}

int stream_report_pcm(int status, const char *from)
{
    const char *fault = pcm_fault(status);

    if (!fault)
        return report(status, "cannot capture from '%s'", from);
    error_line("cannot capture from '%s': %s", from, fault);
    return exit_status_of(status);
}
