/* SPDX-License-Identifier: MIT */

/*
 * Values as people write them. A sign in front belongs to the number, one behind it says up or
 * down: "-3dB" is three below full scale, "3dB-" is three less than now.
 */

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "control.h"
#include "output.h"

enum {
    PERCENT = 100, /* in hundredths, as all numbers are read */
    WHOLE = 100 * PERCENT,
    DIGITS_MAX = 12, /* in front of the point: no sum of two overflows */
};

struct reading {
    const struct jf_control *control;
    const char *text, *at;
};

/* What is said of one channel. */
struct amount {
    enum {
        TO,
        BY,
        TOGGLE
    } how;
    int64_t value;
};

/* ---- what is wrong --------------------------------------------------------------------------- */

__attribute__((format(printf, 3, 4))) static int refuse(const struct reading *reading, int result,
                                                        const char *format, ...)
{
    char *address = control_address(reading->control), why[1024];
    va_list values;

    va_start(values, format);
    (void)vsnprintf(why, sizeof(why), format, values);
    va_end(values);
    error_line("cannot set '%s' to '%s': %s",
               address ? address : jf_control_get_name(reading->control), reading->text, why);
    free(address);
    return result;
}

static int refuse_form(const struct reading *reading)
{
    switch (jf_control_get_kind(reading->control)) {
    case JF_CONTROL_LEVEL:
        return refuse(reading, EXIT_USAGE,
                      "a level is -12dB, 40%%, silence, or 3dB+ and 5%%- for more and less");
    case JF_CONTROL_MUTE:
        return refuse(reading, EXIT_USAGE, "give mute, unmute or toggle");
    case JF_CONTROL_BOOLEAN:
        return refuse(reading, EXIT_USAGE, "give on, off or toggle");
    case JF_CONTROL_BYTES:
        return refuse(reading, EXIT_USAGE, "give %zu bytes as two hexadecimal digits each",
                      jf_control_get_value_count(reading->control));
    default:
        return refuse(reading, EXIT_USAGE, "give a number, 40%%, or 5+ and 5%%- for more and less");
    }
}

/* ---- words ----------------------------------------------------------------------------------- */

static void skip_blanks(struct reading *reading)
{
    while (*reading->at == ' ' || *reading->at == '\t')
        reading->at++;
}

/* Whether `at` is behind all that is said of a channel. */
static bool is_end(const char *at)
{
    at += strspn(at, " \t");
    return !*at || *at == ',';
}

/* Takes a word that says all of a channel, in any case of its letters. */
static bool take_word(struct reading *reading, const char *word)
{
    size_t length = strlen(word);

    if (!length || strncasecmp(reading->at, word, length) != 0 || !is_end(reading->at + length))
        return false;
    reading->at += length;
    return true;
}

/* ---- quantities ------------------------------------------------------------------------------ */

/* A number with its unit and signs: "-12.5 dB", "40%", "5%+". */
struct quantity {
    int64_t hundredths;
    bool is_negative, is_decibel, is_percent, is_relative;
    bool is_cut; /* there were more digits */
};

static bool take_digits(struct reading *reading, struct quantity *quantity)
{
    size_t count = strspn(reading->at, "0123456789");
    const char *end = reading->at + count;

    if (count > DIGITS_MAX || (!count && *end != '.'))
        return false;
    for (; reading->at < end; reading->at++)
        quantity->hundredths = 10 * quantity->hundredths + (*reading->at - '0');
    quantity->hundredths *= 100;
    if (*reading->at != '.')
        return count > 0;
    reading->at++;
    for (int64_t weight = 10; isdigit((unsigned char)*reading->at); reading->at++, weight /= 10) {
        quantity->hundredths += weight * (*reading->at - '0');
        quantity->is_cut = quantity->is_cut || (!weight && *reading->at != '0');
        count++;
    }
    return count > 0;
}

static void take_unit(struct reading *reading, struct quantity *quantity)
{
    skip_blanks(reading);
    quantity->is_percent = *reading->at == '%';
    quantity->is_decibel = strncasecmp(reading->at, "dB", 2) == 0;
    reading->at += quantity->is_percent ? 1 : 0;
    reading->at += quantity->is_decibel ? 2 : 0;
    skip_blanks(reading);
}

static int refuse_sign(const struct reading *reading)
{
    const char *number = reading->at + 1;

    return refuse(reading, EXIT_USAGE,
                  "a sign in front could mean the value or a change; '%s' is the value, and '%s+' "
                  "so much more",
                  number, number);
}

static int take_quantity(struct reading *reading, struct quantity *ret_quantity)
{
    struct quantity quantity = {.is_negative = *reading->at == '-'};
    bool is_less = false;

    if (*reading->at == '+')
        return refuse_sign(reading);
    reading->at += quantity.is_negative;
    if (!take_digits(reading, &quantity))
        return refuse_form(reading);
    take_unit(reading, &quantity);
    if (*reading->at == '+' || *reading->at == '-') {
        quantity.is_relative = true;
        is_less = *reading->at++ == '-';
    }
    if (!is_end(reading->at) || (quantity.is_relative && quantity.is_negative) ||
        (quantity.is_percent && (quantity.is_negative || quantity.hundredths > WHOLE)))
        return refuse_form(reading);
    quantity.is_negative = quantity.is_negative || is_less;
    *ret_quantity = quantity;
    return EXIT_YES;
}

/* So many hundredths of a percent of the control's range. */
static int part_of_range(const struct reading *reading, const struct quantity *quantity,
                         struct amount *ret_amount)
{
    int64_t min, max, step;
    uint64_t span, hundredths = (uint64_t)quantity->hundredths;

    if (jf_control_get_range(reading->control, &min, &max, &step) < 0 ||
        (jf_control_get_kind(reading->control) == JF_CONTROL_LEVEL && min == INT64_MIN))
        return refuse(reading, EXIT_REFUSED,
                      "its range is not known, so nothing is a percent of it");
    span = (uint64_t)max - (uint64_t)min;
    span = span / WHOLE * hundredths + span % WHOLE * hundredths / WHOLE;
    if (span > INT64_MAX)
        span = INT64_MAX;
    if (quantity->is_relative)
        ret_amount->value = quantity->is_negative ? -(int64_t)span : (int64_t)span;
    else
        ret_amount->value = (int64_t)((uint64_t)min + span);
    return EXIT_YES;
}

/* Never louder than what is said: digits that no hundredth of a decibel holds count downwards. */
static int take_level(struct reading *reading, struct amount *ret_amount)
{
    struct quantity quantity = {.hundredths = 0};
    int result;

    if (take_word(reading, "silence") || take_word(reading, "-inf") ||
        take_word(reading, "-inf dB")) {
        *ret_amount = (struct amount){.how = TO, .value = INT64_MIN};
        return EXIT_YES;
    }
    result = take_quantity(reading, &quantity);
    if (result)
        return result;
    *ret_amount = (struct amount){.how = quantity.is_relative ? BY : TO};
    if (quantity.is_percent)
        return part_of_range(reading, &quantity, ret_amount);
    ret_amount->value =
        quantity.is_negative ? -quantity.hundredths - quantity.is_cut : quantity.hundredths;
    return EXIT_YES;
}

static bool take_hexadecimal(struct reading *reading, struct amount *ret_amount)
{
    char *end;
    unsigned long long value;

    if (strncasecmp(reading->at, "0x", 2) != 0 || !isxdigit((unsigned char)reading->at[2]))
        return false;
    errno = 0;
    value = strtoull(reading->at, &end, 16);
    if (errno || value > INT64_MAX || !is_end(end))
        return false;
    reading->at = end;
    *ret_amount = (struct amount){.how = TO, .value = (int64_t)value};
    return true;
}

static int take_integer(struct reading *reading, struct amount *ret_amount)
{
    struct quantity quantity = {.hundredths = 0};
    int result;

    if (take_hexadecimal(reading, ret_amount))
        return EXIT_YES;
    result = take_quantity(reading, &quantity);
    if (result)
        return result;
    *ret_amount = (struct amount){.how = quantity.is_relative ? BY : TO};
    if (quantity.is_percent)
        return part_of_range(reading, &quantity, ret_amount);
    if (quantity.is_decibel || quantity.is_cut || quantity.hundredths % 100)
        return refuse_form(reading);
    ret_amount->value = quantity.hundredths / 100 * (quantity.is_negative ? -1 : 1);
    return EXIT_YES;
}

/* ---- switches -------------------------------------------------------------------------------- */

/*
 * "on" and "off" of a mute would mean the one thing to those who think of a mute and the other to
 * those who think of ALSA's switch, so that they are not taken.
 */
static int take_switch(struct reading *reading, struct amount *ret_amount)
{
    static const struct {
        const char *word;
        struct amount amount;
    } mutes[] = {{"mute", {TO, 1}}, {"muted", {TO, 1}},      {"unmute", {TO, 0}},
                 {"open", {TO, 0}}, {"toggle", {TOGGLE, 0}}, {NULL, {TO, 0}}},
      switches[] = {{"on", {TO, 1}}, {"off", {TO, 0}}, {"true", {TO, 1}},       {"false", {TO, 0}},
                    {"1", {TO, 1}},  {"0", {TO, 0}},   {"toggle", {TOGGLE, 0}}, {NULL, {TO, 0}}};
    bool is_mute = jf_control_get_kind(reading->control) == JF_CONTROL_MUTE;

    for (size_t i = 0; is_mute ? mutes[i].word != NULL : switches[i].word != NULL; i++) {
        if (take_word(reading, is_mute ? mutes[i].word : switches[i].word)) {
            *ret_amount = is_mute ? mutes[i].amount : switches[i].amount;
            return EXIT_YES;
        }
    }
    if (is_mute && (take_word(reading, "on") || take_word(reading, "off")))
        return refuse(reading, EXIT_USAGE,
                      "it could mean the mute or the sound; give mute, unmute or toggle");
    return refuse_form(reading);
}

/* ---- choices --------------------------------------------------------------------------------- */

/* How long a text for the choice stands here; 0: it does not. */
static size_t length_here(const struct reading *reading, const char *text)
{
    size_t length = text ? strlen(text) : 0;

    if (!length || strncasecmp(reading->at, text, length) != 0 || !is_end(reading->at + length))
        return 0;
    return length;
}

/* A neighbour is also meant by its id and its name. */
static size_t neighbour_here(const struct reading *reading, int64_t local_id)
{
    const struct jf_device *device = jf_part_get_device(jf_control_get_part(reading->control));
    const struct jf_part *part;
    const char *texts[3];
    size_t longest = 0;

    if (jf_control_get_kind(reading->control) != JF_CONTROL_SELECTOR || local_id < 0 ||
        local_id > UINT32_MAX ||
        jf_device_get_part_by_local_id(device, (uint32_t)local_id, &part) < 0)
        return 0;
    texts[0] = jf_part_get_id(part);
    texts[1] = part_key(part);
    texts[2] = jf_part_get_name(part);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        size_t length = length_here(reading, texts[i]);

        longest = length > longest ? length : longest;
    }
    return longest;
}

static void list_choices(const struct jf_control *control, char *text, size_t size)
{
    size_t used = 0;
    const char *name;
    int64_t value;

    text[0] = '\0';
    for (size_t i = 0; jf_control_get_item(control, i, &name, &value) == 0; i++) {
        char one[SCRATCH_BYTES];

        one_value_text(control, value, one, sizeof(one));
        if (used + strlen(one) + sizeof(", ...") >= size) {
            (void)snprintf(text + used, size - used, ", ...");
            return;
        }
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "", one);
    }
}

static int refuse_choice(const struct reading *reading)
{
    char choices[512];

    if (!jf_control_get_item_count(reading->control))
        return refuse(reading, EXIT_REFUSED, "its choices are not known; give the number of one");
    list_choices(reading->control, choices, sizeof(choices));
    return refuse(reading, EXIT_NOT_FOUND, "that is none of its choices: %s", choices);
}

/* A choice by its number: what stands for one that has no name. */
static bool take_number_of_choice(struct reading *reading, struct amount *ret_amount)
{
    size_t length = strspn(reading->at, "0123456789");
    int64_t wanted = 0, value;
    const char *name;
    bool is_one = !jf_control_get_item_count(reading->control);

    if (!length || length > 9 || !is_end(reading->at + length))
        return false;
    for (size_t i = 0; i < length; i++)
        wanted = 10 * wanted + (reading->at[i] - '0');
    for (size_t i = 0; jf_control_get_item(reading->control, i, &name, &value) == 0; i++)
        is_one = is_one || value == wanted;
    if (!is_one)
        return false;
    reading->at += length;
    *ret_amount = (struct amount){.how = TO, .value = wanted};
    return true;
}

/* The longest that stands here, as a name may begin with another one and hold commas; of two that
 * differ in the case of letters only, the one that is written so. */
static int take_choice(struct reading *reading, struct amount *ret_amount)
{
    size_t longest = 0;
    bool is_exact = false;
    const char *name;
    int64_t value;

    for (size_t i = 0; jf_control_get_item(reading->control, i, &name, &value) == 0; i++) {
        size_t length = length_here(reading, name), other = neighbour_here(reading, value);
        bool matches = length && strncmp(reading->at, name, length) == 0;

        length = other > length ? other : length;
        if (length > longest || (length && length == longest && matches && !is_exact)) {
            longest = length;
            is_exact = matches;
            *ret_amount = (struct amount){.how = TO, .value = value};
        }
    }
    if (!longest && !take_number_of_choice(reading, ret_amount))
        return refuse_choice(reading);
    reading->at += longest;
    return EXIT_YES;
}

/* ---- what one channel becomes ---------------------------------------------------------------- */

static int take_amount(struct reading *reading, struct amount *ret_amount)
{
    switch (jf_control_get_kind(reading->control)) {
    case JF_CONTROL_LEVEL:
        return take_level(reading, ret_amount);
    case JF_CONTROL_MUTE:
    case JF_CONTROL_BOOLEAN:
        return take_switch(reading, ret_amount);
    case JF_CONTROL_SELECTOR:
    case JF_CONTROL_ENUM:
        return take_choice(reading, ret_amount);
    case JF_CONTROL_INTEGER:
        return take_integer(reading, ret_amount);
    default:
        return refuse(reading, EXIT_REFUSED, "what kind of control it is is not known");
    }
}

/* What silence is when it is to be more: the bottom of the scale. */
static int64_t audible(const struct jf_control *control, int64_t now, int64_t change)
{
    int64_t min, max, step;

    if (jf_control_get_kind(control) != JF_CONTROL_LEVEL || now != INT64_MIN || change <= 0 ||
        jf_control_get_range(control, &min, &max, &step) < 0)
        return now;
    return min;
}

static int64_t sum(int64_t a, int64_t b)
{
    int64_t result;

    if (!__builtin_add_overflow(a, b, &result))
        return result;
    return b < 0 ? INT64_MIN : INT64_MAX;
}

static int apply(const struct reading *reading, const struct amount *amount, size_t channel,
                 int64_t *ret_value)
{
    int64_t now;

    if (amount->how == TO) {
        *ret_value = amount->value;
        return EXIT_YES;
    }
    if (jf_control_get_value(reading->control, channel, &now) < 0)
        return refuse(reading, EXIT_REFUSED,
                      "its value is not known, so it cannot be changed by it");
    if (amount->how == TOGGLE) {
        *ret_value = !now;
        return EXIT_YES;
    }
    now = audible(reading->control, now, amount->value);
    *ret_value = jf_control_get_kind(reading->control) == JF_CONTROL_LEVEL && now == INT64_MIN
                     ? now
                     : sum(now, amount->value);
    return EXIT_YES;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static int allocate(const struct reading *reading, size_t count, struct setting *ret_setting)
{
    *ret_setting = (struct setting){.values = calloc(count + 1, sizeof(int64_t)), .count = count};
    return ret_setting->values
               ? EXIT_YES
               : refuse(reading, exit_status_of(-ENOMEM), "%s", jf_status_text(-ENOMEM));
}

static int digit_value(char digit)
{
    return isdigit((unsigned char)digit) ? digit - '0' : tolower((unsigned char)digit) - 'a' + 10;
}

/* Two digits a byte, with or without something between them. */
static int parse_bytes(struct reading *reading, struct setting *setting)
{
    size_t count = jf_control_get_value_count(reading->control), used = 0;
    int result = allocate(reading, count, setting);

    if (strncasecmp(reading->at, "0x", 2) == 0)
        reading->at += 2;
    while (!result && *reading->at) {
        if (!isxdigit((unsigned char)reading->at[0]) || !isxdigit((unsigned char)reading->at[1]) ||
            used == count)
            return refuse_form(reading);
        setting->values[used++] = 16 * digit_value(reading->at[0]) + digit_value(reading->at[1]);
        reading->at += 2;
        reading->at += strspn(reading->at, " \t,:");
    }
    if (!result && (!count || used != count))
        return refuse_form(reading);
    return result;
}

/* One amount for all: a change is counted from what each channel has. */
static int spread(const struct reading *reading, const struct amount *amount,
                  struct setting *setting)
{
    size_t count = jf_control_get_value_count(reading->control);
    int result = EXIT_YES;

    setting->is_uniform = amount->how == TO;
    setting->count = setting->is_uniform ? 1 : count;
    if (!setting->count)
        return apply(reading, amount, 0, setting->values);
    for (size_t i = 0; i < setting->count && !result; i++)
        result = apply(reading, amount, i, &setting->values[i]);
    return result;
}

static int parse_amounts(struct reading *reading, struct setting *setting)
{
    size_t count = jf_control_get_value_count(reading->control), used = 0;
    struct amount amount = {.how = TO};
    int result = allocate(reading, count ? count : 1, setting);

    while (!result) {
        skip_blanks(reading);
        result = take_amount(reading, &amount);
        skip_blanks(reading);
        if (result || (used == 0 && !*reading->at))
            break;
        if (used < count)
            result = apply(reading, &amount, used, &setting->values[used]);
        used++;
        if (!*reading->at)
            break;
        reading->at++;
    }
    if (!result && used == 0)
        return spread(reading, &amount, setting);
    if (!result && used != count)
        return refuse(reading, EXIT_USAGE, "it has %zu channel%s, not %zu", count,
                      count == 1 ? "" : "s", used);
    return result;
}

int setting_parse(const struct jf_control *control, const char *text, struct setting *ret_setting)
{
    struct reading reading = {.control = control, .text = text, .at = text};
    struct setting setting = {.count = 0};
    int result = jf_control_get_kind(control) == JF_CONTROL_BYTES
                     ? parse_bytes(&reading, &setting)
                     : parse_amounts(&reading, &setting);

    if (result)
        setting_fini(&setting);
    else
        *ret_setting = setting;
    return result;
}

void setting_fini(struct setting *setting)
{
    free(setting->values);
    *setting = (struct setting){.count = 0};
}

int64_t setting_value(const struct setting *setting, size_t channel)
{
    return setting->values[setting->is_uniform ? 0 : channel];
}
