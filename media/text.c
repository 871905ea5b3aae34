/* SPDX-License-Identifier: MIT */
#include "media/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <libavutil/error.h>

void jfi_reason_set(struct jfi_reason *reason, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (vsnprintf(reason->text, sizeof(reason->text), format, arguments) < 0)
        reason->text[0] = '\0';
    va_end(arguments);
}

const char *jfi_errno_text(int status)
{
    const char *text = strerrordesc_np(-status);

    return text ? text : "unknown error";
}

int jfi_status_from_av(int av_error)
{
    /* On POSIX AVERROR(e) is -e; FFmpeg's own codes are tags far below every errno. */
    static const int last_errno = 4095;

    if (av_error == AVERROR_ENCODER_NOT_FOUND || av_error == AVERROR_MUXER_NOT_FOUND)
        return -ELIBACC;
    if (av_error == AVERROR_INVALIDDATA)
        return -EBADMSG;
    return av_error < -last_errno ? -EIO : av_error;
}
