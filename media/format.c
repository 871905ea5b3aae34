/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include <jackfield/writer.h>

#include "media/asf.h"
#include "media/codec.h"

#define DEFAULT_CONTAINER "asf"
#define DEFAULT_BIT_RATE  128000
/* Fits a network packet; what Windows' network sink takes. */
#define DEFAULT_PACKET_BYTES 1400

#define MIN_BIT_RATE 8000
#define MAX_BIT_RATE 1000000

static void use_container(struct jf_format *format, const struct jfi_container *container)
{
    format->container = container;
    format->codec = jfi_codec_find(container->codecs[0]);
}

static int new_for_container(const struct jfi_container *container, struct jf_format **ret_format)
{
    struct jf_format *format = calloc(1, sizeof(*format));

    if (!format)
        return -ENOMEM;
    use_container(format, container);
    format->bit_rate = DEFAULT_BIT_RATE;
    format->packet_bytes = DEFAULT_PACKET_BYTES;
    *ret_format = format;
    return 0;
}

int jf_format_new(struct jf_format **ret_format)
{
    if (!ret_format)
        return -EINVAL;
    return new_for_container(jfi_container_find(DEFAULT_CONTAINER), ret_format);
}

int jf_format_new_for_path(const char *path, struct jf_format **ret_format)
{
    const struct jfi_container *container = NULL;

    if (!path || !ret_format)
        return -EINVAL;
    container = jfi_container_find_for_path(path);
    return container ? new_for_container(container, ret_format) : -EMEDIUMTYPE;
}

struct jf_format *jf_format_free(struct jf_format *format)
{
    free(format);
    return NULL;
}

int jf_format_set_container(struct jf_format *format, const char *container)
{
    const struct jfi_container *found = NULL;

    if (!format || !container)
        return -EINVAL;
    found = jfi_container_find(container);
    if (!found)
        return -EMEDIUMTYPE;
    use_container(format, found);
    return 0;
}

int jf_format_set_codec(struct jf_format *format, const char *codec)
{
    const struct jfi_codec *found = NULL;
    int err = 0;

    if (!format || !codec)
        return -EINVAL;
    found = jfi_codec_find(codec);
    if (!found)
        return -ELIBACC;
    err = jfi_codec_check_container(found, format->container);
    if (err < 0)
        return err;
    format->codec = found;
    return 0;
}

int jf_format_set_bit_rate(struct jf_format *format, unsigned int bits_per_second)
{
    if (!format || bits_per_second < MIN_BIT_RATE || bits_per_second > MAX_BIT_RATE)
        return -EINVAL;
    format->bit_rate = bits_per_second;
    return 0;
}

int jf_format_set_packet_size(struct jf_format *format, unsigned int size_bytes)
{
    if (!format || size_bytes < JFI_ASF_MIN_PACKET_BYTES || size_bytes > JFI_ASF_MAX_PACKET_BYTES)
        return -EINVAL;
    format->packet_bytes = size_bytes;
    return 0;
}

int jf_format_set_clock_start_ms(struct jf_format *format, uint32_t start_ms)
{
    if (!format)
        return -EINVAL;
    format->clock_start_ms = start_ms;
    return 0;
}

const char *jf_format_get_container(const struct jf_format *format)
{
    return format ? format->container->name : NULL;
}

const char *jf_format_get_codec(const struct jf_format *format)
{
    return format ? format->codec->name : NULL;
}

unsigned int jf_format_get_bit_rate(const struct jf_format *format)
{
    return format ? format->bit_rate : 0;
}

unsigned int jf_format_get_packet_size(const struct jf_format *format)
{
    return format ? format->packet_bytes : 0;
}

uint32_t jf_format_get_clock_start_ms(const struct jf_format *format)
{
    return format ? format->clock_start_ms : 0;
}
