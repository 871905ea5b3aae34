/* SPDX-License-Identifier: MIT */
#include "media/pace.h"

#define SURPLUS_PERCENT 1

int64_t jfi_pace_get_ahead_ns(const struct jfi_pace *pace, int64_t now_ns)
{
    const int64_t passed_ns = now_ns - pace->now_ns;
    const int64_t ahead_ns = pace->ahead_ns - passed_ns - passed_ns / 100 * SURPLUS_PERCENT;

    return ahead_ns > 0 ? ahead_ns : 0;
}

bool jfi_pace_take(struct jfi_pace *pace, int64_t now_ns, int64_t audio_ns, int64_t tolerance_ns)
{
    const int64_t ahead_ns = jfi_pace_get_ahead_ns(pace, now_ns);
    const bool taken = ahead_ns <= tolerance_ns;

    pace->now_ns = now_ns;
    pace->ahead_ns = taken ? ahead_ns + audio_ns : ahead_ns;
    return taken;
}
