/* SPDX-License-Identifier: MIT */
#include "backends/alsa/scale.h"

#include <errno.h>
#include <string.h>

#include <alsa/asoundlib.h>

/* A TLV is a word that tells the type, one that tells how many bytes follow, and these. */
enum {
    TYPE = 0,
    LENGTH = 1,
    FIRST = 2,
    SECOND = 3,
    SCALE_WORDS = 4, /* of a scale that is no range of others */
    STEP_MASK = 0xffff,
};

/* One scale for all of the raw values. */
static bool is_simple(const unsigned int *tlv, size_t words)
{
    return words >= SCALE_WORDS && tlv[LENGTH] >= 2 * sizeof(*tlv) &&
           (tlv[TYPE] == SND_CTL_TLVT_DB_SCALE || tlv[TYPE] == SND_CTL_TLVT_DB_LINEAR ||
            tlv[TYPE] == SND_CTL_TLVT_DB_MINMAX || tlv[TYPE] == SND_CTL_TLVT_DB_MINMAX_MUTE);
}

/*
 * Scales for parts of the range, each behind the raw values it begins and ends with. Anybody who
 * may open the card can make an element with a TLV of his own, and libasound believes the lengths
 * in it.
 */
static bool is_piecewise(const unsigned int *tlv, size_t words)
{
    size_t at = FIRST;

    if (tlv[TYPE] != SND_CTL_TLVT_DB_RANGE)
        return false;
    while (at < words) {
        if (words - at < 2 + SCALE_WORDS || !is_simple(tlv + at + 2, words - at - 2) ||
            tlv[at + 2 + LENGTH] != 2 * sizeof(*tlv))
            return false;
        at += 2 + SCALE_WORDS;
    }
    return true;
}

/* libasound's word for silence. */
static int64_t millibel_of(long gain)
{
    return gain <= SND_CTL_TLV_DB_GAIN_MUTE ? INT64_MIN : gain;
}

int jfi_scale_level_of(const struct jfi_elem *elem, int64_t raw, int64_t *ret_millibel)
{
    long gain;

    if (snd_tlv_convert_to_dB(elem->scale, (long)elem->min, (long)elem->max, (long)raw, &gain) < 0)
        return -ERANGE;
    *ret_millibel = millibel_of(gain);
    return 0;
}

static bool is_quiet_enough(const struct jfi_elem *elem, int64_t raw, int64_t millibel)
{
    int64_t level;

    return jfi_scale_level_of(elem, raw, &level) == 0 && level <= millibel;
}

/*
 * libasound rounds each type of scale in a way of its own. Levels rise with the raw value, so that
 * the last one that is quiet enough can be searched for.
 */
int64_t jfi_scale_raw_of(const struct jfi_elem *elem, int64_t millibel)
{
    int64_t low = elem->min, high = elem->max;

    while (low < high) {
        int64_t middle = high - (int64_t)(((uint64_t)high - (uint64_t)low) / 2);

        if (is_quiet_enough(elem, middle, millibel))
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* Only a plain scale has one step; the others are finer here and coarser there. */
static int64_t step_of(const struct jfi_elem *elem)
{
    if (elem->scale[TYPE] != SND_CTL_TLVT_DB_SCALE)
        return 0;
    return (elem->step > 1 ? elem->step : 1) * (int64_t)(elem->scale[SECOND] & STEP_MASK);
}

int jfi_scale_take(unsigned int *tlv, size_t size_bytes, struct jfi_arena *arena,
                   struct jfi_elem *elem)
{
    unsigned int *scale = NULL;
    int length = snd_tlv_parse_dB_info(tlv, (unsigned int)size_bytes, &scale);
    long min, max;

    if (length < 0 || (size_t)length % sizeof(*tlv) || !elem->has_range ||
        (!is_simple(scale, (size_t)length / sizeof(*tlv)) &&
         !is_piecewise(scale, (size_t)length / sizeof(*tlv))))
        return 0;
    if (snd_tlv_get_dB_range(scale, (long)elem->min, (long)elem->max, &min, &max) < 0 || min > max)
        return 0;
    elem->scale = jfi_arena_alloc(arena, (size_t)length, 1);
    if (!elem->scale)
        return -ENOMEM;
    memcpy(elem->scale, scale, (size_t)length);
    elem->has_db = true;
    elem->db_min = millibel_of(min);
    elem->db_max = millibel_of(max);
    elem->db_step = step_of(elem);
    return 0;
}
