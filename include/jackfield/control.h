/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_CONTROL_H
#define JACKFIELD_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_control;
struct jf_part;

/** What a control is. */
enum jf_control_kind {
    JF_CONTROL_UNKNOWN = 0,
    JF_CONTROL_LEVEL,    /**< per channel, in millibel (1/100 dB): IPerChannelDbLevel */
    JF_CONTROL_MUTE,     /**< one value: 1 muted, 0 sound passes: IAudioMute */
    JF_CONTROL_SELECTOR, /**< one value: the chosen neighbour's local id: IAudioInputSelector */
    JF_CONTROL_BOOLEAN,
    JF_CONTROL_ENUM,
    JF_CONTROL_INTEGER,
    JF_CONTROL_BYTES,
};

JF_EXPORT const char *jf_control_kind_text(enum jf_control_kind kind);

/** Kernel or server name of the control; never NULL. */
JF_EXPORT const char *jf_control_get_name(const struct jf_control *control);
/** Tells controls of one name apart (ALSA's index). */
JF_EXPORT unsigned int jf_control_get_index(const struct jf_control *control);
JF_EXPORT enum jf_control_kind jf_control_get_kind(const struct jf_control *control);
JF_EXPORT const struct jf_part *jf_control_get_part(const struct jf_control *control);
JF_EXPORT bool jf_control_is_readable(const struct jf_control *control);
JF_EXPORT bool jf_control_is_writable(const struct jf_control *control);

/** Number of values: channels of a level, bytes of a byte control, 1 for most. 0: value unknown. */
JF_EXPORT size_t jf_control_get_value_count(const struct jf_control *control);
/**
 * One value: millibel for a level (INT64_MIN stands for silence), 0 or 1 for mute and boolean, a
 * local id for a selector, the item for an enumeration. -EINVAL out of range.
 */
JF_EXPORT int jf_control_get_value(const struct jf_control *control, size_t index,
                                   int64_t *ret_value);
/**
 * Range of the value; of a level in millibel, step 0 where the scale has no single step.
 * -ENOENT: the range is unknown.
 */
JF_EXPORT int jf_control_get_range(const struct jf_control *control, int64_t *ret_min,
                                   int64_t *ret_max, int64_t *ret_step);

#ifdef __cplusplus
}
#endif

#endif
