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

struct jf_context;
struct jf_control;
struct jf_part;

/**
 * @file
 * Controls: the values that can be read and set on a part.
 *
 * Ownership: what is read is borrowed and lives as long as the graph (graph.h).
 * Threads: reading, any, several at once; what takes a context, that of the context.
 * Errors: of a NULL handle, -EINVAL, NULL, 0, false or UNKNOWN.
 */

/** What a control is. */
enum jf_control_kind {
    JF_CONTROL_UNKNOWN = 0,
    JF_CONTROL_LEVEL,    /**< per channel, in millibel (1/100 dB): IPerChannelDbLevel */
    JF_CONTROL_MUTE,     /**< one value: 1 muted, 0 sound passes: IAudioMute */
    JF_CONTROL_SELECTOR, /**< the chosen neighbour's local id: IAudioInputSelector. One value, or
                              one per channel where each chooses by itself */
    JF_CONTROL_BOOLEAN,
    JF_CONTROL_ENUM,
    JF_CONTROL_INTEGER,
    JF_CONTROL_BYTES,
};

/** The kind as the JSON output writes it ("level"); "unknown" for what is none. Static. */
JF_EXPORT const char *jf_control_kind_text(enum jf_control_kind kind);

/** IControlInterface::GetName: the kernel's or server's name of it. Never NULL; borrowed. */
JF_EXPORT const char *jf_control_get_name(const struct jf_control *control);
/** Tells controls of one name apart (ALSA's index). */
JF_EXPORT unsigned int jf_control_get_index(const struct jf_control *control);
/** IControlInterface::GetIID, IDeviceSpecificProperty::GetType: what its values mean. */
JF_EXPORT enum jf_control_kind jf_control_get_kind(const struct jf_control *control);
/** The part it is on, borrowed. */
JF_EXPORT const struct jf_part *jf_control_get_part(const struct jf_control *control);
/** Whether its value can be read. */
JF_EXPORT bool jf_control_is_readable(const struct jf_control *control);
/** Whether its value can be set, by whoever may. */
JF_EXPORT bool jf_control_is_writable(const struct jf_control *control);
/** False: it is there but has no effect now, as the hardware is set. */
JF_EXPORT bool jf_control_is_active(const struct jf_control *control);
/** True: another program keeps it for itself, so that setting it is refused. */
JF_EXPORT bool jf_control_is_locked(const struct jf_control *control);
/**
 * What says that it belongs to its part ("codec text", "usbmixer", "name"). Never NULL; borrowed.
 */
JF_EXPORT const char *jf_control_get_evidence(const struct jf_control *control);
/** What is odd about it, in words ("no dB scale"), borrowed; NULL when nothing is. */
JF_EXPORT const char *jf_control_get_remark(const struct jf_control *control);

/**
 * IPerChannelDbLevel::GetChannelCount, IAudioPeakMeter::GetChannelCount: channels of a level,
 * bytes of a byte control, 1 for most. 0: value unknown.
 */
JF_EXPORT size_t jf_control_get_value_count(const struct jf_control *control);
/**
 * One value: millibel for a level (INT64_MIN stands for silence), 0 or 1 for mute and boolean, a
 * local id for a selector, the item for an enumeration. As of the snapshot, whatever has happened
 * since. -EINVAL out of range.
 *
 * IPerChannelDbLevel::GetLevel, IAudioMute::GetMute, IAudioAutoGainControl::GetEnabled,
 * IAudioLoudness::GetEnabled, IAudioInputSelector::GetSelection,
 * IAudioOutputSelector::GetSelection, IAudioPeakMeter::GetLevel,
 * IDeviceSpecificProperty::GetValue.
 */
JF_EXPORT int jf_control_get_value(const struct jf_control *control, size_t index,
                                   int64_t *ret_value);
/**
 * Range of the value; of a level in millibel, step 0 where the scale has no single step. Of all
 * channels, which are alike on Linux. -ENOENT: the range is unknown; -EINVAL.
 *
 * IPerChannelDbLevel::GetLevelRange, IDeviceSpecificProperty::Get4BRange.
 */
JF_EXPORT int jf_control_get_range(const struct jf_control *control, int64_t *ret_min,
                                   int64_t *ret_max, int64_t *ret_step);

/** The choices of an enumeration or selector, as far as they have names; 0 for other kinds. */
JF_EXPORT size_t jf_control_get_item_count(const struct jf_control *control);
/**
 * One choice: its name, borrowed, and the value that stands for it (of a selector a neighbour's
 * local id). -EINVAL out of range.
 */
JF_EXPORT int jf_control_get_item(const struct jf_control *control, size_t index,
                                  const char **ret_name, int64_t *ret_value);

/**
 * @name Setting
 *
 * Each call returns when the device has taken the value; the context's current graph then shows
 * what it made of it, and a CONTROL event of origin SELF is queued if that is a change.
 *
 * Out of range is no error: the value becomes the nearest end of the range (IPerChannelDbLevel).
 * A level between two steps becomes the quieter one, so that nothing is ever louder than asked
 * for; INT64_MIN is the quietest the scale has. The control may come from an older snapshot.
 *
 * Errors, in the order they are checked: -EINVAL NULL, an index or count that does not fit, an item
 * that is none, a selection that is no neighbour (IAudioInputSelector); -ESTALE the part or control
 * is gone; -ENOTSUP nothing can set it; -ENODEV it is not active; then what the device answers:
 * -EPERM locked or not permitted, -ENODEV gone, -EPIPE, -ETIMEDOUT.
 * @{
 */
/**
 * One channel, or all there is of a control with one value.
 *
 * IPerChannelDbLevel::SetLevel, IAudioMute::SetMute, IAudioAutoGainControl::SetEnabled,
 * IAudioLoudness::SetEnabled, IAudioInputSelector::SetSelection,
 * IAudioOutputSelector::SetSelection, IDeviceSpecificProperty::SetValue.
 */
JF_EXPORT int jf_control_set_value(struct jf_context *context, const struct jf_control *control,
                                   size_t index, int64_t value);
/** The same value on every channel: IPerChannelDbLevel::SetLevelUniform. */
JF_EXPORT int jf_control_set_uniform(struct jf_context *context, const struct jf_control *control,
                                     int64_t value);
/**
 * A value for each channel: IPerChannelDbLevel::SetLevelAllChannels. -EINVAL when `count` is not
 * jf_control_get_value_count: then nothing is changed.
 */
JF_EXPORT int jf_control_set_all(struct jf_context *context, const struct jf_control *control,
                                 const int64_t *values, size_t count);
/**
 * As jf_control_set_all, but returns after the checks; the answer is a REQUEST event of the serial
 * in `ret_request`.
 */
JF_EXPORT int jf_control_set_all_async(struct jf_context *context, const struct jf_control *control,
                                       const int64_t *values, size_t count, uint64_t *ret_request);
/** @} */

#ifdef __cplusplus
}
#endif

#endif
